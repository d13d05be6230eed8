//! Parallel work: one result per item, in the order of the items.
//!
//! In:    a slice and a function.
//! Out:   results in the same order, whatever the number of threads.
//! Never: shares state between items; lets a panic of one item end the others, where the caller asks for `guarded`.

use std::any::Any;
use std::cell::RefCell;
use std::cmp::Ordering;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Mutex, MutexGuard, Once, PoisonError, mpsc};

use rayon::prelude::*;

// Deeply nested documents need more stack than the 2 MiB that threads have by default.
const STACK: usize = 16 << 20;
// The items that one thread takes at a time. What a thread has begun with, no other takes over: by halves alone, one would work on a quarter of all
// items while the others have nothing left to do.
const AT_A_TIME: usize = 16;
// More threads than this are only a burden, whoever asks for them.
const MOST_THREADS: usize = 256;

/// The result of `f` for each item, in the order of the items.
pub fn map<T: Sync, R: Send>(items: &[T], f: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    items.par_iter().with_max_len(AT_A_TIME).map(f).collect()
}

/// The result of `f` for each item, in the order of the items. Items one after the other work in the same room, which saves making it anew.
pub fn map_in<T: Sync, W: Default + Send, R: Send>(items: &[T], f: impl Fn(&mut W, &T) -> R + Sync + Send) -> Vec<R> {
    let rooms = Mutex::default();
    let enter = || Room { rooms: &rooms, room: lock(&rooms).pop().unwrap_or_default() };
    items.par_iter().with_max_len(AT_A_TIME).map_init(enter, |room, item| f(&mut room.room, item)).collect()
}

// A room that a thread works in; whoever comes next finds it where it was taken.
struct Room<'r, W: Default> {
    rooms: &'r Mutex<Vec<W>>,
    room: W,
}

impl<W: Default> Drop for Room<'_, W> {
    fn drop(&mut self) {
        lock(self.rooms).push(std::mem::take(&mut self.room));
    }
}

fn lock<W>(rooms: &Mutex<Vec<W>>) -> MutexGuard<'_, Vec<W>> {
    rooms.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The results of `f` for the items of an iterator, in no order; the work begins while the iterator still looks for more.
pub fn map_as_found<T: Send, R: Send>(items: impl Iterator<Item = T> + Send, f: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    items.par_bridge().map(f).collect()
}

/// Puts items in order; equal ones in any.
pub fn sort_by<T: Send>(items: &mut [T], order: impl Fn(&T, &T) -> Ordering + Sync) {
    items.par_sort_unstable_by(order);
}

/// Does two things at the same time.
pub fn both<A: Send, B: Send>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
    rayon::join(one, other)
}

/// The result of `f` for each item, in the order of the items, which it takes.
pub fn map_owned<T: Send, R: Send>(items: Vec<T>, f: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    items.into_par_iter().with_max_len(AT_A_TIME).map(f).collect()
}

/// Does `f` with each item, in no order.
pub fn for_each<T: Sync>(items: &[T], f: impl Fn(&T) + Sync + Send) {
    items.par_iter().with_max_len(AT_A_TIME).for_each(f);
}

/// Does `f` with each item, in no order, and stops soon after one fails.
///
/// # Errors
/// One of the errors of `f`.
pub fn try_for_each<T: Sync, E: Send>(items: &[T], f: impl Fn(&T) -> Result<(), E> + Sync + Send) -> Result<(), E> {
    items.par_iter().with_max_len(AT_A_TIME).try_for_each(f)
}

/// Work that is done beside other work.
#[derive(Debug)]
pub struct Later<R>(mpsc::Receiver<Result<R, String>>);

/// Begins with `f`, and goes on at once. It takes a thread of those that there are, as soon as one has nothing better to do.
pub fn later<R: Send + 'static>(f: impl FnOnce() -> R + Send + 'static) -> Later<R> {
    let (give, take) = mpsc::channel();
    rayon::spawn(move || {
        // Nobody waits for it any more: then the result is not wanted.
        let _ = give.send(guarded(f));
    });
    Later(take)
}

impl<R> Later<R> {
    /// What came of the work; waits for it, and meanwhile does other work that waits, too.
    ///
    /// # Errors
    /// The panic's message, when it panicked.
    pub fn get(self) -> Result<R, String> {
        let gone = |_| Err("it was given up".to_owned());
        loop {
            match self.0.try_recv() {
                Ok(result) => return result,
                Err(mpsc::TryRecvError::Disconnected) => return gone(mpsc::RecvError),
                Err(mpsc::TryRecvError::Empty) => {}
            }
            // With a single thread the work has not begun: it is this thread that does it.
            if rayon::yield_now() != Some(rayon::Yield::Executed) {
                return self.0.recv().unwrap_or_else(gone);
            }
        }
    }
}

/// Does `f` with `threads` threads for all parallel work in it; zero means one thread per core.
pub fn with_threads<R: Send>(threads: usize, f: impl FnOnce() -> R + Send) -> R {
    match rayon::ThreadPoolBuilder::new().num_threads(threads.min(MOST_THREADS)).stack_size(STACK).build() {
        Ok(pool) => pool.install(f),
        // The machine has no thread to give: the work is done by those that there are.
        Err(_) => f(),
    }
}

/// The result of `f`, or what it said when it panicked: a mistake of ours in one item shall not cost the others.
///
/// Nothing is printed. The message names the place in our code, which a report of the mistake needs.
///
/// # Errors
/// The panic's message.
#[expect(clippy::disallowed_methods, reason = "panics are caught here and nowhere else")]
pub fn guarded<R>(f: impl FnOnce() -> R) -> Result<R, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line()));
            let is_guarded = GUARD.try_with(|guard| {
                let mut guard = guard.borrow_mut();
                if guard.depth > 0 {
                    guard.place = place;
                }
                guard.depth > 0
            });
            if !is_guarded.unwrap_or(false) {
                print(panic);
            }
        }));
    });
    GUARD.with(|guard| guard.borrow_mut().depth += 1);
    let result = panic::catch_unwind(AssertUnwindSafe(f));
    let place = GUARD.with(|guard| {
        let mut guard = guard.borrow_mut();
        guard.depth -= 1;
        guard.place.take()
    });
    result.map_err(|panic| {
        let words = words_of(&*panic);
        place.map_or_else(|| words.to_owned(), |place| format!("{words} ({place})"))
    })
}

#[derive(Default)]
struct Guard {
    depth: usize,
    place: Option<String>,
}

thread_local! {
    static GUARD: RefCell<Guard> = RefCell::default();
}

fn words_of(panic: &(dyn Any + Send)) -> &str {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(words), _) => words,
        (None, Some(words)) => words,
        (None, None) => "no message",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<u32> = (0..10_000).collect();
        for threads in [0, 1, 3] {
            assert_eq!(with_threads(threads, || map(&items, |item| item * 2)), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_is_found_is_worked_on_once() {
        for threads in [1, 3] {
            let mut found = with_threads(threads, || map_as_found((0..1_000).filter(|item| item % 2 == 0), |item: u32| item + 1));
            sort_by(&mut found, |a, b| b.cmp(a));
            assert_eq!(found, (0..1_000).rev().filter(|item| item % 2 == 1).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_panic_is_a_value() {
        let results = map(&[1, 0, 2], |&item: &i32| guarded(|| 10_i32.checked_div(item).expect("no zero")));
        assert_eq!((&results[0], &results[2]), (&Ok(10), &Ok(5)));
        let words = results[1].as_ref().unwrap_err();
        assert!(words.starts_with("no zero (src/par.rs:"), "{words}");
        assert_eq!(guarded(|| guarded(|| panic!("{}", "inner")).is_err()), Ok(true));
    }

    #[test]
    fn later_work_is_done_with_any_number_of_threads() {
        for threads in [0, 1, 3] {
            let sum = with_threads(threads, || {
                let works: Vec<Later<u32>> = (0..20).map(|number| later(move || number)).collect();
                works.into_iter().map(|work| work.get().unwrap()).sum::<u32>()
            });
            assert_eq!(sum, 190);
        }
        assert!(later(|| panic!("{}", "inner")).get().unwrap_err().starts_with("inner"));
    }

    #[test]
    fn the_first_failures_stop_the_work() {
        assert_eq!(try_for_each(&[1, 2, 3], |&item: &i32| if item == 2 { Err(item) } else { Ok(()) }), Err(2));
        for_each(&[1, 2], |_| {});
    }
}

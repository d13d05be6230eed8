//! Reports: the pages that are made of what is known of all others.
//!
//! In:    the tasks and the upkeep of the site.
//! Out:   the lists of tasks, the report on freshness.
//! Never: is there where the site does not hold it.

use super::Output;
use crate::base::path::OutPath;
use crate::render::model::PageKind;
use crate::render::nav::Place;
use crate::render::{alternates, freshness, tasks};

// What stands for the rows of a list of tasks while its template is read: no text of a page has these characters.
const ROWS: &str = "\u{fdd0}rows\u{fdd1}";

impl Output {
    pub(super) fn tasks(&self, address: &OutPath, language: &str) -> Result<Vec<u8>, String> {
        let strings = self.theme.strings(language);
        let mut page = self.made_page(address.clone(), strings.get("tasks"));
        language.clone_into(&mut page.language);
        strings.get("tasks_about").clone_into(&mut page.description);
        let mut model = self.model(&page, PageKind::Tasks);
        let place = Place { site: &self.site, page: &page, root: "", contents: strings.get("contents") };
        model.nav.top = self.branches.top(place, None);
        let list = tasks::List::of(&self.site, language);
        model.page.alternates = alternates::of_lists(&self.site, &self.tasks, address);
        model.page.has_task_list = true;
        model.page.hide_toc = true;
        let frame = self.frame(&page)?;
        // The rows of a large site are larger than all the rest: they are written where they belong, and do not go through the template.
        model.tasks = Some(list.model(ROWS.to_owned(), strings));
        let around = String::from_utf8(self.theme.render("tasks.html", &frame, &model)?).unwrap_or_default();
        if let Some((before, after)) = around.split_once(ROWS) {
            let mut made = before.to_owned();
            list.write_rows(&self.site, &page, strings, &mut made);
            made.push_str(after);
            return Ok(made.into_bytes());
        }
        // A template that does something else with them gets them.
        let mut rows = String::new();
        list.write_rows(&self.site, &page, strings, &mut rows);
        model.tasks = Some(list.model(rows, strings));
        self.theme.render("tasks.html", &frame, &model)
    }

    pub(super) fn freshness(&self, address: &OutPath) -> Result<Vec<u8>, String> {
        let site = &*self.site;
        let strings = self.theme.strings(&site.language);
        let page = self.made_page(address.clone(), strings.get("freshness"));
        let mut model = self.model(&page, PageKind::Freshness);
        let contents = strings.get("contents");
        model.nav.top = self.branches.top(Place { site, page: &page, root: "", contents }, None);
        model.freshness = Some(freshness::model(site, |other| other.address.href_from(address)));
        model.page.has_task_list = true;
        model.page.hide_toc = true;
        model.page.robots = Some("noindex");
        self.theme.render("freshness.html", &self.frame(&page)?, &model)
    }

    /// The report on owners and ages of pages, without the frame of the site. Its links count from the root of the site.
    ///
    /// # Errors
    /// As [`Output::content`].
    pub fn report(&self) -> Result<Vec<u8>, String> {
        let title = self.theme.strings(&self.site.language).get("freshness");
        let page = self.made_page(OutPath::new("freshness.html").expect("a bare name is an address"), title);
        let mut model = self.model(&page, PageKind::Freshness);
        model.freshness = Some(freshness::model(&self.site, |other| other.address.href_from(&page.address)));
        self.theme.render("report.html", &self.frame(&page)?, &model)
    }
}

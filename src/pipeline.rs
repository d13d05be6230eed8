//! Pipeline: snapshot → sites, the whole story.
//!
//! In:    a snapshot and its configuration.
//! Out:   `Playbook`: the corpus, its audiences, a view for each, and all diagnostics in one list.
//! Never: touches the disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::audience::Audience;
use crate::base::diagnostic::{Diagnostic, united};
use crate::base::nearest::nearest;
use crate::corpus::{Corpus, View, ViewMemo};
use crate::input::config::Config;
use crate::input::snapshot::Snapshot;
use crate::par;
use crate::site::Site;

/// A playbook that was read.
#[derive(Debug)]
pub struct Playbook {
    /// Its configuration.
    pub config: Arc<Config>,
    corpus: Arc<Corpus>,
    // Of the configuration and of the sites; those of the files are in the corpus.
    diagnostics: Vec<Diagnostic>,
    views: BTreeMap<Audience, ViewMemo>,
}

impl Playbook {
    /// Reads a playbook. `configured` is what [`Config::read`] gave for the same snapshot.
    pub fn read(snapshot: &Snapshot, configured: (Config, Vec<Diagnostic>)) -> Self {
        Self::read_after(None, snapshot, configured)
    }

    /// Reads the next state of a playbook. What is the same as in the `last` state is taken over, so that the work is that of the changes; the result is
    /// that of reading it afresh.
    pub fn read_after(last: Option<Self>, snapshot: &Snapshot, configured: (Config, Vec<Diagnostic>)) -> Self {
        let (config, diagnostics) = configured;
        let (last, mut views) = last.map_or_else(Default::default, |last| (Some(last.corpus), last.views));
        let corpus = Arc::new(Corpus::read(snapshot, &Arc::new(config), last.as_deref()));
        // Settings say who the audiences are, too.
        if last.is_some_and(|last| !Arc::ptr_eq(last.config(), corpus.config())) {
            views.clear();
        }
        Self { config: Arc::clone(corpus.config()), corpus, diagnostics, views }
    }

    /// Reads a playbook with the configuration that lies in it.
    pub fn of(snapshot: &Snapshot) -> Self {
        Self::read(snapshot, Config::read(snapshot))
    }

    /// The corpus.
    pub fn corpus(&self) -> &Arc<Corpus> {
        &self.corpus
    }

    /// The audiences named, or all; each of them with its name, which is empty where there is only one site for everybody.
    ///
    /// # Errors
    /// A sentence that says which name is not known.
    pub fn audiences(&self, named: &[String]) -> Result<Vec<(Audience, String)>, String> {
        let all = self.corpus.audiences();
        let name = |audience: Audience| {
            if self.corpus.has_audiences() { self.config.audience_name(audience).to_owned() } else { String::new() }
        };
        if named.is_empty() {
            return Ok(all.into_iter().map(|audience| (audience, name(audience))).collect());
        }
        if !self.corpus.has_audiences() {
            return Err(format!("there is no audience `{}`: no page says whom it is for", named[0]));
        }
        let mut chosen = Vec::new();
        for wanted in named {
            let audience = self.config.audience(wanted).ok_or_else(|| {
                let known = &self.config.audiences;
                match nearest(wanted, known.iter().map(String::as_str)) {
                    Some(near) => format!("there is no audience `{wanted}`; did you mean `{near}`?"),
                    None => format!("there is no audience `{wanted}`; there are {}", known.join(", ")),
                }
            })?;
            if !chosen.iter().any(|(known, _)| *known == audience) {
                chosen.push((audience, name(audience)));
            }
        }
        Ok(chosen)
    }

    /// The site of an audience. What is wrong with it joins the diagnostics.
    pub fn site(&mut self, audience: Audience) -> Site {
        let View { site, mut diagnostics, sources: _ } = self.corpus.view(audience, None);
        self.diagnostics.append(&mut diagnostics);
        site
    }

    /// The sites of several audiences, in their order. What is wrong with them joins the diagnostics.
    pub fn sites(&mut self, audiences: &[Audience]) -> Vec<Site> {
        let views = par::map(audiences, |audience| self.corpus.view(*audience, None));
        let said = |View { site, mut diagnostics, sources: _ }| {
            self.diagnostics.append(&mut diagnostics);
            site
        };
        views.into_iter().map(said).collect()
    }

    /// The same, and what the pages are made of; all of it is remembered, so that after the next reading only what is different is made. What is wrong with them joins the diagnostics.
    pub fn views(&mut self, audiences: &[Audience]) -> Vec<View> {
        let memos = audiences.iter().map(|audience| (*audience, self.views.remove(audience).unwrap_or_default())).collect();
        let views = par::map_owned(memos, |(audience, mut memo): (Audience, ViewMemo)| {
            let view = self.corpus.view(audience, Some(&mut memo));
            (audience, memo, view)
        });
        let mut made = Vec::with_capacity(views.len());
        for (audience, memo, mut view) in views {
            self.views.insert(audience, memo);
            self.diagnostics.append(&mut view.diagnostics);
            made.push(view);
        }
        made
    }

    /// The site of one audience, and what its pages are made of; remembered as by [`Self::views`].
    pub fn view(&mut self, audience: Audience) -> View {
        let mut view = self.corpus.view(audience, Some(self.views.entry(audience).or_default()));
        self.diagnostics.append(&mut view.diagnostics);
        view
    }

    /// Everything that was found so far: one problem is one diagnostic, by place, with the severities that the configuration gives.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut diagnostics = united(self.diagnostics.iter().cloned().chain(self.corpus.check()).collect());
        diagnostics.retain_mut(|diagnostic| match self.config.severities.get(diagnostic.rule.code) {
            None => true,
            Some(None) => diagnostic.rule.guards_audiences,
            Some(Some(severity)) => {
                let lowest = if diagnostic.rule.guards_audiences { diagnostic.rule.severity } else { *severity };
                diagnostic.severity = (*severity).max(lowest);
                true
            }
        });
        diagnostics
    }
}

//! The steps of the life cycles that code knows, and the words that a pack's fields fill for them.
//! A record without a step is a record and nothing more. Names here are stored for ever: a step
//! may be added, never renamed.

use law::pack::{Mechanism, Vocabulary};
use serde::{Deserialize, Serialize};

use crate::supervision::FIGURES;
use crate::vocabulary;

macro_rules! steps {
    ($($(#[$meta:meta])* $variant:ident = $name:literal [$($word:literal),*];)*) => {
        /// A step of a life cycle.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Step {
            $($(#[$meta])* #[serde(rename = $name)] $variant,)*
        }

        impl Step {
            /// The step of that name.
            #[must_use]
            pub fn named(name: &str) -> Option<Step> {
                match name { $($name => Some(Step::$variant),)* _ => None }
            }

            /// Its name in packs and stored deeds.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Step::$variant => $name,)* }
            }
        }

        /// Every step with the words that a form must fill for it.
        pub const STEPS: &[(&str, &[&str])] = &[$(($name, &[$($word),*]),)*];
    };
}

steps! {
    /// A case is opened (立案).
    CaseOpen = "case.open" ["number", "officers"];
    /// The officers of the case change.
    CaseOfficers = "case.officers" ["officers"];
    /// The investigation is finished (调查终结).
    InvestigationEnd = "investigation.end" [];
    /// A norm that prevails takes the place of a clause for this file.
    Displace = "case.displace" ["clause"];
    /// The decision is made.
    DecisionMake = "decision.make" ["number", "date"];
    /// The decision is changed, revoked or found unlawful.
    DecisionChange = "decision.change" ["about"];
    /// The case is closed (结案).
    CaseClose = "case.close" [];
    /// The file is archived (归档).
    CaseArchive = "case.archive" [];
    /// An officer vouches for the materials sent for review.
    ReviewVouch = "review.vouch" [];
    /// Materials are sent for legal review (送审).
    ReviewSubmit = "review.submit" [];
    /// The reviewing office receives them.
    ReviewReceive = "review.receive" [];
    /// A reviewer declares an interest or none (回避声明).
    ReviewDeclare = "review.declare" ["interested"];
    /// The aspects are examined.
    ReviewExamine = "review.examine" [];
    /// The written opinion is issued.
    ReviewOpine = "review.opine" ["opinions"];
    /// The section answers a point of the opinion.
    ReviewAnswer = "review.answer" ["point"];
    /// The section objects to the opinion.
    ReviewObject = "review.object" [];
    /// The leadership settles an objection.
    ReviewSettle = "review.settle" ["allows"];
    /// A major decision is discussed collectively.
    Discuss = "decision.discuss" [];
    /// An activity on site: what recordings are laid over.
    ActivityHold = "activity.hold" ["start", "end"];
    /// The activity is completed on paper.
    ActivityFinish = "activity.finish" ["about"];
    /// A recording was made (音像记录).
    RecordingMake = "recording.make" ["start", "end"];
    /// It is stored in a designated store.
    RecordingStore = "recording.store" ["about", "store"];
    /// A break in a recording is explained.
    GapExplain = "recording.explain" ["about", "from", "to"];
    /// Recording could not go on and was reported.
    RecordingStop = "recording.stop" ["about", "from", "to"];
    /// Somebody obstructed a recording; explains the break it caused, where it caused one.
    RecordingObstruct = "recording.obstruct" [];
    /// A recording turns out damaged or cannot be stored.
    RecordingFail = "recording.fail" ["about"];
    /// A recording is marked as touching state secrets.
    RecordingSecret = "recording.secret" ["about"];
    /// Somebody asks to change or delete an original recording.
    RecordingAlter = "recording.alter" ["about"];
    /// A recording is given outside.
    RecordingRelease = "recording.release" ["about"];
    /// A recording is viewed or copied beyond one's rights.
    RecordingConsult = "recording.consult" ["about"];
    /// Information that must be public is formed or has changed.
    ItemOpen = "disclosure.open" ["category", "formed"];
    /// The text to be published is drafted.
    ItemDraft = "disclosure.draft" ["about"];
    /// The marks of personal data are settled.
    ItemMark = "disclosure.mark" ["about"];
    /// The grounds for withholding are checked.
    ItemGround = "disclosure.ground" ["about", "grounds"];
    /// Grounds for withholding are lifted.
    ItemLift = "disclosure.lift" ["about", "grounds"];
    /// An exception opens grounds that can be opened.
    ItemExcept = "disclosure.except" ["about"];
    /// The draft is examined (审查).
    ItemExamine = "disclosure.examine" ["about", "passed"];
    /// The draft is approved (审核).
    ItemApprove = "disclosure.approve" ["about", "passed"];
    /// The item is published.
    ItemPublish = "disclosure.publish" ["about"];
    /// It is published on a further channel.
    ItemChannel = "disclosure.channel" ["about"];
    /// Somebody reports that it is not accurate.
    ItemReport = "disclosure.report" ["about"];
    /// What it tells has changed since it was published.
    ItemChange = "disclosure.change" ["about", "date"];
    /// A party objects to what is published.
    ItemObject = "disclosure.object" ["about"];
    /// It is withdrawn.
    ItemWithdraw = "disclosure.withdraw" ["about"];
    /// A person joins the agency or changes section.
    PersonEnter = "agency.person" ["person", "name", "section"];
    /// A person is appointed to a post.
    Appoint = "agency.appoint" ["person", "post", "from"];
    /// A certificate of enforcement is registered.
    Certify = "agency.certify" ["person", "certificate", "from", "to"];
    /// The effective date of a document is confirmed.
    Effect = "agency.effect" ["document", "date"];
    /// A store for recordings is designated.
    StoreName = "agency.store" ["store"];
    /// A matter of enforcement is listed.
    MatterList = "agency.matter" ["matter"];
    /// A device is registered, or its state changes.
    DeviceEnter = "agency.device" ["device", "kind", "state"];
    /// A device is handed out.
    DeviceLend = "device.lend" ["device", "person", "from"];
    /// A device comes back.
    DeviceReturn = "device.return" ["about", "to"];
    /// How long records of a kind are kept.
    RetentionSet = "agency.retention" ["kind", "years"];
    /// Somebody asks that what a file holds be destroyed, its term being over.
    DestroyAsk = "case.destroy" ["kind"];
    /// An edition of a norm, list or standard of the agency, with the day from which it binds.
    Edition = "agency.edition" ["from"];
    /// A supervisor puts a breach on record, under one of the types of the text (问责认定).
    FindingMake = "finding.make" ["kind"];
}

/// Every word that a field can fill for the mechanism; columns of bound tables are written with a
/// dot.
pub const BINDINGS: &[&str] = &[
    "about",
    "allows",
    "applicant",
    "awaits",
    "body",
    "birth",
    "category",
    "cause",
    "certificate",
    "channel",
    "clause",
    "completed",
    "corrective",
    "credit_code",
    "content",
    "date",
    "device",
    "document",
    "end",
    "file",
    "formed",
    "from",
    "grounds",
    "held",
    "interested",
    "kind",
    "manual",
    "marks",
    "matter",
    "mode",
    "name",
    "natural",
    "number",
    "officers",
    "opinions",
    "out_of_turn",
    "parties",
    "passed",
    "person",
    "phase",
    "point",
    "points",
    "post",
    "public",
    "publication",
    "qualification",
    "recipient",
    "round",
    "secret",
    "section",
    "shown",
    "start",
    "state",
    "store",
    "title",
    "to",
    "trigger",
    "year",
    "years",
];

/// Kinds of personal data a field can hold, as the finder of personal data names them.
pub const PERSONAL: &[&str] = &[
    "name",
    "organisation",
    "citizen_id",
    "phone",
    "email",
    "address",
    "bank_account",
    "certificate",
    "property",
    "birth_date",
    "messenger",
    "plate",
    "passport",
];

/// Roles of the people whose data it is.
pub const ROLES: &[&str] = &[
    "party",
    "legal_representative",
    "witness",
    "officer",
    "agent",
    "third_person",
    "other",
];

/// What this crate offers to packs.
#[must_use]
pub fn mechanism() -> Mechanism<'static> {
    Mechanism {
        facts: Vocabulary(vocabulary::WORDS),
        steps: STEPS,
        bindings: BINDINGS,
        personal: PERSONAL,
        roles: ROLES,
        figures: FIGURES,
    }
}

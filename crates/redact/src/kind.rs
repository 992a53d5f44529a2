//! What was found and whose it is: the kinds of personal data, the roles of people, and the owners of data.
//!
//! Nothing here says what is hidden: that is the policy, and the policy comes from the caller.

use serde::{Deserialize, Serialize};

/// A kind of data that can identify or describe a person (or, for a few kinds, an organisation).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Citizen identity number (GB 11643), also residence permits in the same form.
    CitizenId,
    /// Passport number.
    Passport,
    /// Travel or residence permit of Hong Kong, Macao, Taiwan or foreign people, and their local identity cards.
    Permit,
    /// Telephone number, mobile or fixed, with extension.
    Phone,
    /// E-mail address.
    Email,
    /// Bank card number.
    BankCard,
    /// Bank or payment account number.
    BankAccount,
    /// Vehicle registration plate.
    Plate,
    /// Postal address down to the room.
    Address,
    /// Number of a title certificate (real estate, vehicle, vessel) or of another personal certificate.
    Certificate,
    /// Description of what somebody owns or earns.
    Property,
    /// Date of birth.
    BirthDate,
    /// Name of a natural person.
    Name,
    /// A name that the author already masked (张某某); found so that it is seen and left as it is.
    MaskedName,
    /// Account of a messenger (WeChat, QQ and the like).
    Messenger,
    /// Unified social credit code (GB 32100).
    CreditCode,
}

impl Kind {
    /// Every kind, in the order in which reports list them.
    pub const ALL: [Kind; 16] = [
        Kind::CitizenId,
        Kind::Passport,
        Kind::Permit,
        Kind::Phone,
        Kind::Email,
        Kind::BankCard,
        Kind::BankAccount,
        Kind::Plate,
        Kind::Address,
        Kind::Certificate,
        Kind::Property,
        Kind::BirthDate,
        Kind::Name,
        Kind::MaskedName,
        Kind::Messenger,
        Kind::CreditCode,
    ];

    /// The words an official reads.
    pub fn label(self) -> &'static str {
        match self {
            Kind::CitizenId => "身份证号码",
            Kind::Passport => "护照号码",
            Kind::Permit => "通行（居留）证件号码",
            Kind::Phone => "电话号码",
            Kind::Email => "电子邮箱",
            Kind::BankCard => "银行卡号",
            Kind::BankAccount => "银行账号",
            Kind::Plate => "车牌号",
            Kind::Address => "地址",
            Kind::Certificate => "权属证书（证件）编号",
            Kind::Property => "财产状况",
            Kind::BirthDate => "出生日期",
            Kind::Name => "姓名",
            Kind::MaskedName => "已隐去的姓名",
            Kind::Messenger => "网络通讯账号",
            Kind::CreditCode => "统一社会信用代码",
        }
    }
}

/// What a person is to the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The person the decision is addressed to.
    Party,
    /// Legal representative, or the person in charge of an organisation without one.
    LegalRepresentative,
    /// Officer of the agency.
    Officer,
    /// Agent of the party.
    Agent,
    /// Witness.
    Witness,
    /// Third person with an interest in the case.
    ThirdPerson,
    /// Anybody else.
    Other,
}

impl Role {
    /// The words an official reads.
    pub fn label(self) -> &'static str {
        match self {
            Role::Party => "当事人",
            Role::LegalRepresentative => "法定代表人（负责人）",
            Role::Officer => "执法人员",
            Role::Agent => "代理人",
            Role::Witness => "证人",
            Role::ThirdPerson => "第三人",
            Role::Other => "其他自然人",
        }
    }
}

/// Whose data a hit is, as far as the text tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// A natural person.
    Natural,
    /// A legal person or another organisation.
    Organisation,
    /// An agency of the state, writing about itself or sending the reader to another agency.
    Agency,
    /// The text does not tell.
    Unknown,
}

impl Owner {
    /// The words an official reads.
    pub fn label(self) -> &'static str {
        match self {
            Owner::Natural => "自然人",
            Owner::Organisation => "法人或者其他组织",
            Owner::Agency => "行政机关",
            Owner::Unknown => "归属不明",
        }
    }
}

//! From cells to the words of the trade. A cell that makes no sense means a damaged database.

use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::sqlite::SqliteRow;
use sqlx::{Decode, Row, Sqlite, Type};
use upbeat_domain::lang::Lang;
use upbeat_domain::time::Timestamp;
use uuid::Uuid;

use crate::error::StoreError;

/// A row that is read by column name.
pub(crate) struct Cells<'r>(pub(crate) &'r SqliteRow);

impl Cells<'_> {
    /// A cell as SQLite holds it.
    pub(crate) fn raw<'r, T: Decode<'r, Sqlite> + Type<Sqlite>>(
        &'r self,
        column: &str,
    ) -> Result<T, StoreError> {
        Ok(self.0.try_get(column)?)
    }

    /// An identity.
    pub(crate) fn id<T>(&self, column: &str, wrap: impl FnOnce(Uuid) -> T) -> Result<T, StoreError> {
        self.raw::<Uuid>(column).map(wrap)
    }

    /// An identity that may be absent.
    pub(crate) fn maybe_id<T>(
        &self,
        column: &str,
        wrap: impl FnOnce(Uuid) -> T,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.raw::<Option<Uuid>>(column)?.map(wrap))
    }

    /// An instant.
    pub(crate) fn at(&self, column: &str) -> Result<Timestamp, StoreError> {
        self.raw(column).map(Timestamp::from_micros)
    }

    /// An instant that may be absent.
    pub(crate) fn maybe_at(&self, column: &str) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.raw::<Option<i64>>(column)?.map(Timestamp::from_micros))
    }

    /// A count or size.
    pub(crate) fn number<T: TryFrom<i64>>(&self, column: &str) -> Result<T, StoreError> {
        T::try_from(self.raw(column)?).map_err(|_| out_of_range(column))
    }

    /// A count or size that may be absent.
    pub(crate) fn maybe_number<T: TryFrom<i64>>(&self, column: &str) -> Result<Option<T>, StoreError> {
        let number = self.raw::<Option<i64>>(column)?;
        number.map(T::try_from).transpose().map_err(|_| out_of_range(column))
    }

    /// Something that has a text form of its own: a closed set, a hash, a zone.
    pub(crate) fn parsed<T: FromStr>(&self, column: &str) -> Result<T, StoreError> {
        parse(column, &self.raw::<String>(column)?)
    }

    /// The same, where it may be absent.
    pub(crate) fn maybe_parsed<T: FromStr>(&self, column: &str) -> Result<Option<T>, StoreError> {
        self.raw::<Option<String>>(column)?.map(|text| parse(column, &text)).transpose()
    }

    /// A domain type that is kept whole, as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, StoreError> {
        from_json(column, &self.raw::<String>(column)?)
    }

    /// The same, where it may be absent.
    pub(crate) fn maybe_json<T: DeserializeOwned>(&self, column: &str) -> Result<Option<T>, StoreError> {
        self.raw::<Option<String>>(column)?.map(|text| from_json(column, &text)).transpose()
    }
}

fn parse<T: FromStr>(column: &str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Damaged(format!("column {column} holds {text:?}")))
}

fn from_json<T: DeserializeOwned>(column: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Damaged(format!("column {column}: {error}")))
}

fn out_of_range(column: &str) -> StoreError {
    StoreError::Damaged(format!("column {column} is out of range"))
}

/// A domain type as JSON for a cell.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Invalid("a value without a JSON form"))
}

/// A size for a cell: SQLite's integers are signed.
pub(crate) fn to_integer(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Invalid("a number beyond 2^63"))
}

/// A language's name in the database.
pub(crate) const fn lang_name(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Fr => "fr",
    }
}

/// Ids as a JSON list of hexadecimal digits, to be asked about in one query with `json_each` and `unhex`.
pub(crate) fn id_list(ids: impl IntoIterator<Item = Uuid>) -> Result<String, StoreError> {
    to_json(&ids.into_iter().map(|id| id.simple().to_string()).collect::<Vec<_>>())
}

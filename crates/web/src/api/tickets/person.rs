//! How a request names the person with the need: an address, or whatever is known of them.

use crate::api::lookup::Lookup;
use desk::ids::PersonId;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::fmt;
use store::db::DbError;
use store::ledger::PersonHint;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, OneOfBuilder, SchemaFormat, Type};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A person: an email address, or an object with what is known of them.
#[derive(Debug, Clone)]
pub(crate) enum PersonRef {
    /// An address, or `me`.
    Email(String),
    /// What is known.
    Hint(Hint),
}

/// What is known of a person; whichever of these tells who is meant.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PersonHint)]
pub(crate) struct Hint {
    /// Their id.
    id: Option<i64>,
    /// Their email address.
    email: Option<String>,
    /// Their telephone number.
    phone: Option<String>,
    /// Their name.
    name: Option<String>,
}

impl<'de> Deserialize<'de> for PersonRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = PersonRef;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an email address, or an object with id, email, phone or name")
            }

            fn visit_str<E: serde::de::Error>(self, email: &str) -> Result<PersonRef, E> {
                Ok(PersonRef::Email(email.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<PersonRef, A::Error> {
                Hint::deserialize(MapAccessDeserializer::new(map)).map(PersonRef::Hint)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl PartialSchema for PersonRef {
    fn schema() -> RefOr<Schema> {
        let email = ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Email)))
            .description(Some("An email address, or `me`."));
        OneOfBuilder::new().item(email).item(Ref::from_schema_name("PersonHint")).into()
    }
}

impl ToSchema for PersonRef {
    fn name() -> Cow<'static, str> {
        "PersonRef".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push(("PersonHint".into(), Hint::schema()));
    }
}

impl PersonRef {
    /// The same as the ledger takes it; `me` is the caller.
    pub(crate) fn hint(&self, caller: PersonId) -> PersonHint {
        match self {
            PersonRef::Email(email) if email == "me" => {
                PersonHint { id: Some(caller), ..PersonHint::default() }
            }
            PersonRef::Email(email) => {
                PersonHint { email: Some(email.clone()), ..PersonHint::default() }
            }
            PersonRef::Hint(Hint { id, email, phone, name }) => PersonHint {
                id: id.map(PersonId),
                email: email.clone(),
                phone: phone.clone(),
                name: name.clone(),
            },
        }
    }

    /// A person the desk knows already; anybody else is noted as unknown.
    pub(crate) fn known(
        &self,
        field: &str,
        lookup: &mut Lookup<'_, '_>,
    ) -> Result<Option<PersonId>, DbError> {
        let hint = self.hint(lookup.caller());
        let found = lookup.hinted(&hint)?;
        if found.is_none() {
            lookup.note(field, "unknown", "There is no such person.");
        }
        Ok(found)
    }
}

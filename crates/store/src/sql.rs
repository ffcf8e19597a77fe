//! The user's own queries. They read; nothing they say can write.

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::types::ValueRef;

use crate::{StoreError, Workspace};

/// A value of an answer.
#[derive(Clone, PartialEq, Debug, serde::Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// A text.
    Text(String),
}

/// Rows with the names of their columns.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Answer {
    /// Names, as the query gives them.
    pub columns: Vec<String>,
    /// Values, one list for each row.
    pub rows: Vec<Vec<Value>>,
}

impl Workspace {
    /// Answers one SELECT (or EXPLAIN, or PRAGMA that only tells). Everything else is refused.
    pub fn sql(&mut self, query: &str) -> Result<Answer, StoreError> {
        let outer = |e: rusqlite::Error| StoreError::Query(sql_message(query, &e));
        self.connection.authorizer(Some(authorize)).map_err(outer)?;
        let answer = self.run_query(query);
        self.connection
            .authorizer(None::<fn(AuthContext<'_>) -> Authorization>)
            .map_err(|e| self.refuse(e))?;
        answer.map_err(outer)
    }

    fn run_query(&self, query: &str) -> rusqlite::Result<Answer> {
        let mut statement = self.connection.prepare(query)?;
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let width = columns.len();
        let mut answer = Answer { columns, rows: Vec::new() };
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let values = (0..width).map(|i| {
                Ok(match row.get_ref(i)? {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(n) => Value::Integer(n),
                    ValueRef::Real(x) => Value::Real(x),
                    ValueRef::Text(t) => Value::Text(String::from_utf8_lossy(t).into_owned()),
                    ValueRef::Blob(b) => Value::Text(format!("{} bytes", b.len())),
                })
            });
            answer.rows.push(values.collect::<rusqlite::Result<_>>()?);
        }
        Ok(answer)
    }
}

/// Reading is allowed; so are the virtual tables and pragmas that only tell.
fn authorize(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => Authorization::Allow,
        AuthAction::Function { function_name } if function_name != "load_extension" => Authorization::Allow,
        AuthAction::Pragma { pragma_value: None, .. } => Authorization::Allow,
        AuthAction::Pragma { pragma_name, .. }
            if pragma_name.starts_with("table_") || pragma_name.starts_with("index_") =>
        {
            Authorization::Allow
        }
        // Full-text search looks at its own shadow tables with this pragma.
        AuthAction::Pragma { pragma_name: "data_version", .. } => Authorization::Allow,
        _ => Authorization::Deny,
    }
}

fn sql_message(query: &str, error: &rusqlite::Error) -> String {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::AuthorizationForStatementDenied | ErrorCode::ReadOnly) => format!(
            "'casus sql' only reads, and this query would write or reach outside the workspace: {}; \
             write decisions with 'casus decide'",
            query.split_whitespace().take(6).collect::<Vec<_>>().join(" ")
        ),
        _ => format!("{error}: 'casus sql \"SELECT name FROM sqlite_master\"' lists tables and views"),
    }
}

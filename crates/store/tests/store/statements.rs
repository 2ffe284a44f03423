//! Every statement is understood by both databases.

use store::on_both;

on_both! {
    fn every_statement_prepares(test: &TestDb) {
        let db = test.open();
        let statements = store::queries::all();
        assert!(statements.len() > 80, "only {} statements found", statements.len());
        for sql in statements {
            let prepared = db.read(|tx| tx.prepare_only(&sql));
            assert!(prepared.is_ok(), "{sql}: {prepared:?}");
        }
    }
}

//! Workbook: a table as an `.xlsx` file.
//!
//! In:    rows of texts, the first of which is the header.
//! Out:   the bytes of a workbook with one sheet: the header stays in view and filters.
//! Never: writes the time at which it was made: equal tables are equal bytes.
//!
//! The only file that names `rust_xlsxwriter`.

use std::borrow::Cow;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Table, TableColumn, Workbook, XlsxError};

/// Makes a workbook. Excel has at most 1,048,576 rows in a sheet, 32,767 characters (of UTF-16) in a cell and 255 in a header; longer ones are cut here, with
/// `…` at their end.
///
/// # Errors
/// A sentence, when the table does not fit a sheet.
pub fn workbook<S: AsRef<str>>(name: &str, rows: &[Vec<S>]) -> Result<Vec<u8>, String> {
    write(name, rows).map_err(|why| why.to_string())
}

const LONGEST: usize = 32_767;
const LONGEST_HEADER: usize = 255;

// A text as far as a cell takes it.
fn cut(text: &str, most: usize) -> Cow<'_, str> {
    // No text has more characters of UTF-16 than bytes.
    if text.len() <= most || text.encode_utf16().count() <= most {
        return Cow::Borrowed(text);
    }
    let mut length = 1;
    let fits = |c: &char| {
        length += c.len_utf16();
        length <= most
    };
    Cow::Owned(text.chars().take_while(fits).chain(['…']).collect())
}

fn write<S: AsRef<str>>(name: &str, rows: &[Vec<S>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    let (header, body) = rows.split_first().map_or((&[][..], &[][..]), |(header, body)| (header.as_slice(), body));
    let text = Format::new().set_num_format("@");
    let mut widths: Vec<usize> = header.iter().map(|cell| cell.as_ref().chars().count() + 3).collect();
    for (row, cells) in body.iter().enumerate() {
        let row = u32::try_from(row + 1).unwrap_or(u32::MAX);
        for (column, cell) in cells.iter().enumerate() {
            let cell = cell.as_ref();
            widths[column] = widths[column].max(cell.chars().count() + 1);
            let column = u16::try_from(column).unwrap_or(u16::MAX);
            // An id such as `0042` is a text, and stays one.
            sheet.write_string_with_format(row, column, cut(cell, LONGEST), &text)?;
        }
    }
    for (column, width) in widths.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "at most 60")]
        sheet.set_column_width(u16::try_from(column).unwrap_or(u16::MAX), (*width).min(60) as f64)?;
    }
    if !header.is_empty() && !body.is_empty() {
        let columns: Vec<TableColumn> =
            header.iter().map(|cell| TableColumn::new().set_header(cut(cell.as_ref(), LONGEST_HEADER))).collect();
        let table = Table::new().set_columns(&columns);
        let (last_row, last_column) = (u32::try_from(body.len()).unwrap_or(u32::MAX), u16::try_from(header.len() - 1).unwrap_or(u16::MAX));
        sheet.add_table(0, 0, last_row, last_column, &table)?;
    } else {
        for (column, cell) in header.iter().enumerate() {
            sheet.write_string(0, u16::try_from(column).unwrap_or(u16::MAX), cut(cell.as_ref(), LONGEST_HEADER))?;
        }
    }
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_tables_are_equal_bytes() {
        let rows = vec![vec!["id", "name"], vec!["0042", "Ü"]];
        let first = workbook("Tasks", &rows).unwrap();
        assert!(first.starts_with(b"PK"));
        assert_eq!(first, workbook("Tasks", &rows).unwrap());
        assert!(workbook("Tasks", &rows[..1]).is_ok());
    }

    #[test]
    fn what_is_longer_than_a_cell_is_cut() {
        let long = "😀".repeat(LONGEST);
        for header in ["name", &long, &"a".repeat(LONGEST_HEADER + 1)] {
            assert!(workbook("Tasks", &[vec![header], vec![&long]]).is_ok(), "{}", header.len());
            assert!(workbook("Tasks", &[vec![header]]).is_ok(), "{}", header.len());
        }
        assert_eq!(cut("abcd", 3), "ab…");
        assert_eq!(cut("a😀b", 3), "a…");
        assert_eq!(cut("a😀", 3), "a😀");
    }
}

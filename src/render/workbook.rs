//! Workbook: a table as an `.xlsx` file.
//!
//! In:    rows of texts, the first of which is the header.
//! Out:   the bytes of a workbook with one sheet: the header stays in view and filters.
//! Never: writes the time at which it was made: equal tables are equal bytes.
//!
//! The only file that names `rust_xlsxwriter`.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Table, TableColumn, Workbook, XlsxError};

/// Makes a workbook. Excel cuts a sheet at 1,048,576 rows and a cell at 32,767 characters; a longer cell is cut here, with `…` at its end.
///
/// # Errors
/// A sentence, when the table does not fit a sheet.
pub fn workbook<S: AsRef<str>>(name: &str, rows: &[Vec<S>]) -> Result<Vec<u8>, String> {
    write(name, rows).map_err(|why| why.to_string())
}

const LONGEST: usize = 32_767;

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
            if cell.chars().count() > LONGEST {
                let cut: String = cell.chars().take(LONGEST - 1).chain(['…']).collect();
                sheet.write_string_with_format(row, column, cut, &text)?;
            } else {
                sheet.write_string_with_format(row, column, cell, &text)?;
            }
        }
    }
    for (column, width) in widths.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "at most 60")]
        sheet.set_column_width(u16::try_from(column).unwrap_or(u16::MAX), (*width).min(60) as f64)?;
    }
    if !header.is_empty() && !body.is_empty() {
        let columns: Vec<TableColumn> = header.iter().map(|cell| TableColumn::new().set_header(cell.as_ref())).collect();
        let table = Table::new().set_columns(&columns);
        let (last_row, last_column) = (u32::try_from(body.len()).unwrap_or(u32::MAX), u16::try_from(header.len() - 1).unwrap_or(u16::MAX));
        sheet.add_table(0, 0, last_row, last_column, &table)?;
    } else {
        for (column, cell) in header.iter().enumerate() {
            sheet.write_string(0, u16::try_from(column).unwrap_or(u16::MAX), cell.as_ref())?;
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
}

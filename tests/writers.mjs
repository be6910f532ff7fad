// Opens workbooks with SheetJS or exceljs, types into cells, and saves them, as a person's program
// or a council's script does. Jobs come as JSON on standard input:
// [{writer, from, to, put: [[sheet, address, text], ...]}, ...]
import { readFileSync, writeFileSync } from 'node:fs';
import ExcelJS from 'exceljs';
import * as SheetJS from 'xlsx';

const savers = {
  sheetjs({ from, to, put }) {
    const options = { cellDates: true, cellFormula: true, cellNF: true, cellStyles: true };
    const book = SheetJS.read(readFileSync(from), options);
    for (const [title, address, text] of put) {
      book.Sheets[title][address] = { t: 's', v: text };
    }
    const bookType = to.endsWith('.ods') ? 'ods' : 'xlsx';
    writeFileSync(to, SheetJS.write(book, { type: 'buffer', bookType, compression: true }));
  },
  async exceljs({ from, to, put }) {
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(from);
    for (const [title, address, text] of put) {
      book.getWorksheet(title).getCell(address).value = text;
    }
    await book.xlsx.writeFile(to);
  },
};

for (const job of JSON.parse(readFileSync(0, 'utf8'))) {
  await savers[job.writer](job);
}

import type { Row } from "@lorchestra/warehouse";
import { print, printJson, say } from "../output/print.ts";
import { renderTable, toCell } from "../output/table.ts";
import { withWarehouse } from "../project.ts";

/** `lorchestra sql`: the rows of one reading statement. */
export async function sqlCommand(
  query: string,
  options: { readonly project?: string; readonly testTable?: boolean; readonly json?: boolean },
): Promise<number> {
  return withWarehouse(options, async (warehouse) => {
    const { columns, rows } = await warehouse.readOnly(query);
    const found: Row[] = [];
    for await (const row of rows) found.push(row);
    if (options.json) printJson(found);
    else {
      print(
        renderTable(
          columns,
          found.map((row) => columns.map((column) => toCell(row[column]))),
        ),
      );
      say(`${found.length} ${found.length === 1 ? "row" : "rows"}`);
    }
    return 0;
  });
}

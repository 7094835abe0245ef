import { WarehouseError } from "../errors.ts";
import type { Sql } from "../sql.ts";
import { type TableDefinition, tables } from "../tables/index.ts";
import type { Warehouse } from "../warehouse.ts";
import type { DueInput, DueRequest, InputSelection } from "./contract.ts";
import { inputHashes } from "./input-hash.ts";
import { replayed } from "./record.ts";

/** Keys and hashes at once: about 2 MB. */
const keysPerPage = 5000;
/** Rows come one by one; this bounds how long their snapshot stays open while they are worked on. */
const rowsPerSnapshot = 200;

/** `FROM ... WHERE ...` of everything that is due, the input as `i`, its outcome as `o`. */
function dueFrom({ sql }: Warehouse, request: DueRequest): Sql {
  const hash = inputHashes[request.input.table].sql(sql);
  return sql`FROM ${sql.table(request.input.table)} AS i LEFT JOIN ${sql.table("record_outcomes")} AS o
    ON o.stage = ${request.stage} AND o.output = ${request.output} AND o.input_key = i.idem_key
    WHERE ${selection(sql, request.input)}
    (o.input_key IS NULL OR o.processor <> ${request.processor} OR o.input_hash <> ${hash})`;
}

function selection(sql: Warehouse["sql"], { table, where }: InputSelection): Sql {
  const definition: TableDefinition = tables[table];
  return Object.entries(where).reduce((conditions, [column, value]) => {
    if (!Object.hasOwn(definition.columns, column))
      throw new WarehouseError("warehouse_column", `${table} has no column "${column}" to select inputs by.`);
    return sql`${conditions}i.${sql.name(column)} = ${value} AND `;
  }, sql``);
}

/** How many inputs are due, at most `request.limit`. */
export async function countDue(warehouse: Warehouse, request: DueRequest): Promise<number> {
  const { sql } = warehouse;
  const [row] = await warehouse.query(sql`SELECT COUNT(*) AS n ${dueFrom(warehouse, request)}`);
  return Math.min(Number(row?.n ?? 0), request.limit ?? Number.POSITIVE_INFINITY);
}

/** A due key with how often it was tried. */
interface DueKey {
  readonly key: string;
  readonly attempts: number;
}

/**
 * The due inputs in key order: keys page by page, and the rows of a page a few at a time, so that neither the number
 * of inputs nor the size of their payloads matters, and no snapshot stays open while the stage writes.
 */
export async function* due(warehouse: Warehouse, request: DueRequest): AsyncGenerator<DueInput, void, void> {
  let left = request.limit ?? Number.POSITIVE_INFINITY;
  let after: string | undefined;
  while (left > 0) {
    const wanted = Math.min(left, keysPerPage);
    const page = await duePage(warehouse, request, after, wanted);
    for (let start = 0; start < page.length; start += rowsPerSnapshot)
      yield* dueRows(warehouse, request, page.slice(start, start + rowsPerSnapshot));
    after = page.at(-1)?.key;
    left -= page.length;
    if (page.length < wanted) return;
  }
}

async function duePage(
  warehouse: Warehouse,
  request: DueRequest,
  after: string | undefined,
  limit: number,
): Promise<DueKey[]> {
  const { sql } = warehouse;
  const hash = inputHashes[request.input.table].sql(sql);
  const beyond = after === undefined ? sql`` : sql` AND i.idem_key > ${after}`;
  const rows = await warehouse.query(sql`SELECT i.idem_key AS input_key,
    CASE WHEN o.processor = ${request.processor} AND o.input_hash = ${hash} || ${replayed} THEN o.attempts ELSE 0 END AS attempts
    ${dueFrom(warehouse, request)}${beyond} ORDER BY i.idem_key LIMIT ${limit}`);
  return rows.map((row) => ({ key: String(row.input_key), attempts: Number(row.attempts) }));
}

/** An input that disappeared since its key was read is not due any more; one that changed is due as it is now. */
async function* dueRows(
  warehouse: Warehouse,
  request: DueRequest,
  keys: readonly DueKey[],
): AsyncGenerator<DueInput, void, void> {
  const { sql } = warehouse;
  const { ofRow, isDeleted } = inputHashes[request.input.table];
  const attempts = new Map(keys.map(({ key, attempts }) => [key, attempts]));
  const rows = warehouse.stream(
    sql`SELECT * FROM ${sql.table(request.input.table)} WHERE idem_key IN ${sql.list([...attempts.keys()])} ORDER BY idem_key`,
  );
  for await (const row of rows) {
    const key = String(row.idem_key);
    yield { key, hash: ofRow(row), deleted: isDeleted(row), attempts: attempts.get(key) ?? 0, row };
  }
}

import { UsageError } from "@lorchestra/jobs";
import { print, printJson, say } from "../output/print.ts";
import { renderTable, toCell } from "../output/table.ts";
import { withWarehouse } from "../project.ts";
import { statistics } from "../queries/stats.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** `lorchestra stats raw|canonical|jobs|measurements`. */
export async function stats(
  what: string,
  options: {
    readonly project?: string;
    readonly days?: string;
    readonly testTable?: boolean;
    readonly json?: boolean;
  },
): Promise<number> {
  const statistic = Object.hasOwn(statistics, what) ? statistics[what] : undefined;
  if (statistic === undefined)
    throw new UsageError(
      `There are no statistics "${what}". Ask for one of ${Object.keys(statistics).join(", ")}.`,
    );
  if (options.days !== undefined && what !== "jobs")
    throw new UsageError("--days goes with jobs: the other statistics count what is there now.");
  const since = new Date(Date.now() - days(options.days) * dayMs).toISOString();
  return withWarehouse(options, async (warehouse) => {
    const rows = await warehouse.query(statistic.select(warehouse.sql, warehouse.dialect, since));
    if (options.json) printJson(rows);
    else {
      print(
        renderTable(
          statistic.columns,
          rows.map((row) => statistic.columns.map((column) => toCell(row[column]))),
        ),
      );
      if (rows.length === 0) say("Nothing yet. Run a job first: lorchestra jobs list");
    }
    return 0;
  });
}

function days(text: string | undefined): number {
  if (text === undefined) return 30;
  if (!/^\d{1,5}$/.test(text) || Number(text) === 0)
    throw new UsageError(`--days takes a whole number of days, not "${text}".`);
  return Number(text);
}

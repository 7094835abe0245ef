import { join } from "node:path";
import { expect, test } from "vitest";
import { tempProject } from "../testing/temp-project.ts";
import { openProjectWarehouse } from "./connect.ts";
import { runRegistered } from "./run-registered.ts";

const SOURCE = `
import { logEvent, upsertObjects } from ${JSON.stringify(import.meta.resolve("@lorchestra/event-client"))};
export const got = [];
/** Extracts orders. */
export async function extract(client, { account, since, until, page, runId, signal, logger, dryRun }) {
  got.push({ account, since, until, page, runId, aborted: signal.aborted, dryRun });
  logger.info("extracting");
  await upsertObjects({
    client, objects: [{ id: "1" }], sourceSystem: "shop", objectType: "order", correlationId: runId,
    idemKeyFn: ({ id }) => "shop:order:" + id,
  });
  await logEvent({
    client, eventType: "ingestion.completed", sourceSystem: "shop", objectType: "order", correlationId: runId,
    payload: { records_extracted: 1 },
  });
  return "1 order";
}
export const typed = {
  name: "typed",
  configSchema: { type: "object", required: ["count"], properties: { count: { type: "integer" } } },
  async execute(context) { got.push(context.config); },
};
`;
const project = () => tempProject(SOURCE, {}, ["extract", "typed"]);

test("a function of a client and its arguments is a job", async () => {
  using folder = await project();
  const parameters = {
    account: "acct1",
    since: new Date("2026-07-01T00:00:00Z"),
    until: new Date("2026-08-01T00:00:00Z"),
    params: { page: "2" },
  };
  const result = await runRegistered({ ...folder, namespace: "acme", job: "extract", parameters });
  expect(result).toMatchObject({
    status: "success",
    jobId: "extract",
    jobType: "extract",
    summary: "1 order",
  });
  expect(result.runId).toMatch(/^extract-\d{14}-[0-9a-f]{8}$/);
  const module: { got: unknown[] } = await import(join(folder.root, "node_modules/acme/index.js"));
  expect(module.got).toEqual([
    {
      account: "acct1",
      since: "2026-07-01T00:00:00.000Z",
      until: "2026-08-01T00:00:00.000Z",
      page: "2",
      runId: result.runId,
      aborted: false,
      dryRun: false,
    },
  ]);
  const warehouse = await openProjectWarehouse(folder.project);
  const { sql } = warehouse;
  const perObject = await warehouse.query(
    sql`SELECT COUNT(*) AS per_object_events FROM ${sql.table("event_log")} WHERE correlation_id = ${result.runId}
        AND event_type NOT IN ('job.started','ingestion.completed','job.completed','job.failed')`,
  );
  const objects = await warehouse.query(sql`SELECT idem_key FROM ${sql.table("raw_objects")}`);
  await warehouse.close();
  expect(perObject).toEqual([{ per_object_events: 0 }]);
  expect(objects).toEqual([{ idem_key: "shop:order:1" }]);
});

test("a dry run of a function writes nothing through its client", async () => {
  using folder = await project();
  const result = await runRegistered({ ...folder, namespace: "acme", job: "extract", dryRun: true });
  expect(result.status).toBe("success");
  const warehouse = await openProjectWarehouse(folder.project);
  const { sql } = warehouse;
  expect(await warehouse.query(sql`SELECT COUNT(*) AS n FROM ${sql.table("raw_objects")}`)).toEqual([
    { n: 0 },
  ]);
  await warehouse.close();
});

test("parameters are the configuration of a job type, as its schema wants them", async () => {
  using folder = await project();
  const run = (params: { readonly [name: string]: string }) =>
    runRegistered({ ...folder, namespace: "acme", job: "typed", parameters: { params } });
  expect(await run({ count: "5" })).toMatchObject({ status: "success" });
  const module: { got: unknown[] } = await import(join(folder.root, "node_modules/acme/index.js"));
  expect(module.got).toEqual([{ count: 5 }]);
  await expect(run({ cuont: "5" })).rejects.toThrow(
    'typed: count: is required\ntyped: cuont: unknown key; did you mean "count"?',
  );
});

test("what lorchestra gives cannot be set, and what does not exist is said", async () => {
  using folder = await project();
  const run = runRegistered({
    ...folder,
    namespace: "acme",
    job: "extract",
    parameters: { params: { runId: "mine" } },
  });
  await expect(run).rejects.toThrow("extract: runId: is given by lorchestra and cannot be set");
  await expect(runRegistered({ ...folder, namespace: "acme", job: "exract" })).rejects.toThrow(
    'the namespace "acme" has no job "exract"; did you mean "extract"?',
  );
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type JsonObject, openWarehouse, type Warehouse, WarehouseError } from "@lorchestra/warehouse";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LogEvent, logEvent } from "./index.ts";

let folder = "";
let client: Warehouse;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "lorchestra-events-"));
  client = await openWarehouse({ driver: "sqlite", path: join(folder, "w.db") });
});
afterEach(async () => {
  await client.close();
  rmSync(folder, { recursive: true, force: true });
});

const now = () => new Date("2024-05-01T12:00:00.123Z");

function log(more: Partial<LogEvent> = {}) {
  return logEvent({
    client,
    eventType: "job.started",
    sourceSystem: "lorchestra",
    correlationId: "run-1",
    now,
    ...more,
  });
}

async function rows() {
  return client.query(client.sql`SELECT * FROM ${client.sql.table("event_log")} ORDER BY event_id`);
}

describe("logEvent", () => {
  test("writes one envelope; what is not given is null", async () => {
    await log();
    const [row] = await rows();
    expect(row).toEqual({
      event_id: expect.stringMatching(/^018f3406-9e7b-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      event_type: "job.started",
      source_system: "lorchestra",
      connection_name: null,
      object_type: null,
      idem_key: null,
      correlation_id: "run-1",
      trace_id: null,
      status: "success",
      error_message: null,
      payload: null,
      created_at: "2024-05-01T12:00:00.123Z",
    });
  });

  test("writes all that it is given", async () => {
    await log({
      eventType: "file_projection.failed",
      status: "failed",
      errorMessage: "The disk is full.",
      connectionName: "c",
      objectType: "job_run",
      traceId: "run-0",
      idemKey: "k",
      payload: { job_id: "x", counts: { in: 1 }, retryable: false },
    });
    expect((await rows())[0]).toMatchObject({
      event_type: "file_projection.failed",
      status: "failed",
      error_message: "The disk is full.",
      connection_name: "c",
      object_type: "job_run",
      trace_id: "run-0",
      idem_key: "k",
      payload: { job_id: "x", counts: { in: 1 }, retryable: false },
    });
  });

  test("event ids differ and sort by time", async () => {
    for (const second of [3, 1, 2])
      await log({ now: () => new Date(second * 1000), correlationId: `run-${second}` });
    expect((await rows()).map((row) => row.correlation_id)).toEqual(["run-1", "run-2", "run-3"]);
    await Promise.all(Array.from({ length: 50 }, () => log()));
    expect(new Set((await rows()).map((row) => row.event_id)).size).toBe(53);
  });

  test("takes a payload of 16 KiB of UTF-8 and no byte more", async () => {
    const payload = (bytes: number): JsonObject => ({ t: "é".repeat((bytes - 8) / 2) });
    await log({ payload: payload(16 * 1024) });
    await expect(log({ payload: payload(16 * 1024 + 2) })).rejects.toMatchObject({
      code: "event_payload_too_large",
    });
    expect((await rows()).length).toBe(1);
  });

  test.for<Partial<Record<keyof LogEvent, unknown>>>([
    { eventType: "" },
    { eventType: "started" },
    { eventType: "Job Started" },
    { sourceSystem: "" },
    { correlationId: "" },
    { status: "ok" },
    { errorMessage: "but it went well" },
  ])("refuses %j", async (more) => {
    await expect(log(Object(more))).rejects.toMatchObject({ code: "event_client_request", retryable: false });
    expect(await rows()).toEqual([]);
  });

  test.for([
    ["list", []],
    ["text", "x"],
    ["null", null],
    ["bigint", { n: 1n }],
  ] as const)("refuses a payload that is no JSON object: %s", async ([, payload]) => {
    await expect(log(Object({ payload }))).rejects.toMatchObject({ code: "event_payload_not_json" });
  });

  test("cuts a long message", async () => {
    await log({ status: "failed", errorMessage: "x".repeat(5000) });
    expect(String((await rows())[0]?.error_message)).toHaveLength(2000);
  });

  test("tries again what may pass, and gives up on what may not", async () => {
    const failing = (times: number, error: Error): { client: Warehouse; calls: () => number } => {
      let calls = 0;
      const append: Warehouse["append"] = async (table, list) => {
        if (++calls <= times) throw error;
        return client.append(table, list);
      };
      const proxy = new Proxy(client, {
        get: (target, name) => {
          if (name === "append") return append;
          const value: unknown = Reflect.get(target, name);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
      return { client: proxy, calls: () => calls };
    };
    const busy = new WarehouseError("warehouse_busy", "busy", { retryable: true });
    const passing = failing(2, busy);
    await log({ client: passing.client });
    expect([passing.calls(), (await rows()).length]).toEqual([3, 1]);
    const final = failing(1, new WarehouseError("warehouse_disk_full", "full"));
    await expect(log({ client: final.client })).rejects.toMatchObject({ code: "warehouse_disk_full" });
    expect(final.calls()).toBe(1);
    const always = failing(9, busy);
    await expect(log({ client: always.client })).rejects.toBe(busy);
    expect(always.calls()).toBe(4);
  });
});

import { expect, expectTypeOf, test } from "vitest";
import type { JobContext } from "../contract/context.ts";
import type { JobType } from "../contract/job-type.ts";
import type { ValidationError } from "../contract/problems.ts";
import { testContext } from "../testing/test-context.ts";
import { BackgroundJob, Job, SyncJob, SystemJob } from "./job.ts";
import { toJobType } from "./to-job-type.ts";

interface ExampleConfig {
  readonly items: readonly string[];
}

class Example extends SyncJob<ExampleConfig> {
  readonly name = "example";
  override readonly configSchema = {
    type: "object",
    properties: { items: { type: "array", items: { type: "string" }, default: [] } },
  };
  found = 0;

  override async validate(context: JobContext<ExampleConfig>): Promise<readonly ValidationError[]> {
    this.found = context.config.items.length;
    return this.found === 0 ? [{ job: this.name, host: "source", message: "nothing to sync" }] : [];
  }

  async execute(context: JobContext<ExampleConfig>): Promise<undefined> {
    this.log(context, "source", "INFO", "Syncing", { items: this.found });
    this.reportProgress(context, { percent: 100, item: "items" });
  }
}

class Snapshot extends SystemJob {
  readonly name = "snapshot";
  async execute(): Promise<undefined> {
    return undefined;
  }
}

class Watch extends BackgroundJob {
  readonly name = "watch";
  async execute(): Promise<undefined> {
    return undefined;
  }
}

test("the hierarchy of the contract", () => {
  expect([new Example().required, new Snapshot().required, new Watch().required]).toEqual([
    false,
    true,
    true,
  ]);
  for (const job of [new Example(), new Snapshot(), new Watch()]) expect(job).toBeInstanceOf(Job);
  expectTypeOf<Example>().toExtend<JobType<ExampleConfig>>();
});

test("validateConfig checks the schema unless it is overridden", () => {
  const [error, ...rest] = new Example().validateConfig(JSON.parse('{"items": [1]}'));
  expect(rest).toEqual([]);
  expect(error).toEqual({ job: "example", path: "items.0", message: "must be string, not number" });
  expect(new Snapshot().validateConfig({})).toEqual([]);
});

test("one instance per run, the same for validate and execute; log and progress go to the event bus", async () => {
  const type = toJobType(Example, "example");
  const runs = [["a"], ["a", "b"]];
  const seen = await Promise.all(
    runs.map(async (items) => {
      const { context, published, close } = await testContext<unknown>({ config: { items } });
      expect(await type.validate?.(context)).toEqual([]);
      await type.execute(context);
      await close();
      return published;
    }),
  );
  expect(seen.map(([log]) => log)).toEqual(
    runs.map((items) =>
      expect.objectContaining({
        kind: "log",
        host: "source",
        level: "INFO",
        context: { items: items.length },
      }),
    ),
  );
  expect(seen[0]?.[1]).toMatchObject({ kind: "progress", update: { percent: 100, item: "items" } });
});

test("a percent that is no integer of 0..100 is an error", async () => {
  class Wrong extends Snapshot {
    override async execute(context: JobContext = {} as JobContext): Promise<undefined> {
      context.progress({ percent: 33.3 });
    }
  }
  const { context, close } = await testContext({ config: {} });
  await expect(new Wrong().execute(context)).rejects.toThrow(
    "percent must be an integer from 0 to 100, not 33.3",
  );
  await close();
});

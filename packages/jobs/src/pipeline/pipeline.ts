import type { JobContext } from "../contract/context.ts";
import { defineJob } from "../contract/job-type.ts";
import type { ConfigError } from "../contract/problems.ts";
import type { RunResult } from "../contract/report.ts";
import { PipelineFailedError } from "../errors.ts";

/** The job spec of a pipeline. */
export interface PipelineConfig {
  /** Phases in order; the jobs of a phase run beside one another. */
  readonly steps: readonly (readonly string[])[];
  /** Jobs of a phase that run at once. */
  readonly concurrency: number;
  /** After a failure: `continue` with everything, or `stop` before the next phase. */
  readonly on_failure: "continue" | "stop";
}

const isInterrupted = (result: RunResult): boolean => result.status === "interrupted";

/** Runs the jobs of one phase, a few at a time. Once the run is cancelled nothing more starts. */
async function runPhase(
  context: JobContext<PipelineConfig>,
  jobIds: readonly string[],
): Promise<RunResult[]> {
  const waiting = [...jobIds];
  const results: RunResult[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (context.signal.aborted) return;
      results.push(await context.runJob(next));
    }
  };
  const workers = Math.min(context.config.concurrency, jobIds.length);
  await Promise.all(Array.from({ length: workers }, worker));
  context.signal.throwIfAborted();
  return results;
}

function listedTwice(config: PipelineConfig, job: string): ConfigError[] {
  return config.steps.flatMap((phase, index) =>
    phase
      .filter((jobId, at) => phase.indexOf(jobId) !== at)
      .map((jobId) => ({ job, path: `steps.${index}`, message: `"${jobId}" is listed twice in one phase` })),
  );
}

/** Job type `pipeline`: runs other jobs of the project in phases. It fails when one of them failed. */
export const pipeline = defineJob<PipelineConfig>({
  name: "pipeline",
  description: "Runs other jobs in phases: those of a phase beside one another, the phases in order.",
  exclusive: false,
  configSchema: {
    type: "object",
    required: ["steps"],
    additionalProperties: false,
    properties: {
      steps: {
        type: "array",
        minItems: 1,
        items: { type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
      },
      concurrency: { type: "integer", minimum: 1, maximum: 16, default: 2 },
      on_failure: { enum: ["continue", "stop"], default: "continue" },
    },
  },
  validateConfig: listedTwice,
  runs: (config) => config.steps.flat(),
  async execute(context) {
    const results: RunResult[] = [];
    const failed = (): RunResult[] => results.filter((result) => result.status === "failed");
    for (const [index, phase] of context.config.steps.entries()) {
      if (failed().length > 0 && context.config.on_failure === "stop") break;
      context.logger.info(`Phase ${index + 1} of ${context.config.steps.length}: ${phase.join(", ")}`);
      results.push(...(await runPhase(context, phase)));
      if (results.some(isInterrupted)) break;
    }
    const planned = context.config.steps.flat().length;
    const broken = failed();
    if (broken.length > 0) {
      const notRun = planned - results.length;
      throw new PipelineFailedError(
        `${broken.length} of ${planned} jobs failed: ${broken.map((result) => result.jobId).join(", ")}` +
          (notRun > 0 ? `; ${notRun} not run` : ""),
        broken.every((result) => result.error?.retryable === true),
      );
    }
    return { summary: `${results.length} of ${planned} jobs done` };
  },
});

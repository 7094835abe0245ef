import type { RunResult, StageReport } from "@lorchestra/jobs";
import { type Cell, renderTable } from "./table.ts";

const shownPaths = 12;

/** What a person reads at the end of a run: a line per stage whose numbers add up, what was written, what to mend. */
export function renderSummary(result: RunResult): string {
  const runs = [result, ...flatten(result.children)];
  const parts = [
    headline(result),
    summaries(runs),
    stageTable(runs),
    written(runs),
    notices(runs),
    failures(runs),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function flatten(runs: readonly RunResult[]): RunResult[] {
  return runs.flatMap((run) => [run, ...flatten(run.children)]);
}

function headline(result: RunResult): string {
  const seconds = (Date.parse(result.endedAt) - Date.parse(result.startedAt)) / 1000;
  const dry = result.dryRun ? " (dry run: nothing was written)" : "";
  return `${result.jobId}: ${result.status} after ${seconds.toFixed(1)} s${dry}\nrun ${result.runId}`;
}

function summaries(runs: readonly RunResult[]): string {
  return runs
    .flatMap((run) => (run.summary === undefined ? [] : [`${run.jobId}: ${run.summary}`]))
    .join("\n");
}

function stageTable(runs: readonly RunResult[]): string {
  const rows = runs.flatMap((run) => run.stages.map((stage) => stageRow(run, stage)));
  if (rows.length === 0) return "";
  return renderTable(
    ["job", "stage", "in =", "inserted +", "updated +", "unchanged +", "skipped +", "quarantined", "removed"],
    rows,
  );
}

function stageRow(run: RunResult, { stage, counts }: StageReport): Cell[] {
  const { inserted, updated, unchanged, skipped, quarantined, removed } = counts;
  return [run.jobId, stage, counts.in, inserted, updated, unchanged, skipped, quarantined, removed ?? 0];
}

function written(runs: readonly RunResult[]): string {
  const paths = [...new Set(runs.flatMap((run) => run.stages.flatMap((stage) => stage.written ?? [])))];
  if (paths.length === 0) return "";
  const more = paths.length > shownPaths ? [`  ... and ${paths.length - shownPaths} more`] : [];
  const heading = runs.some((run) => run.dryRun) ? "Would be written:" : "Written:";
  return [heading, ...paths.slice(0, shownPaths).map((path) => `  ${path}`), ...more].join("\n");
}

function notices(runs: readonly RunResult[]): string {
  return runs
    .flatMap((run) =>
      run.stages.flatMap((stage) => (stage.notices ?? []).map((notice) => `${run.jobId}: ${notice}`)),
    )
    .join("\n");
}

function failures(runs: readonly RunResult[]): string {
  return runs
    .filter((run) => run.error !== undefined && run.children.every((child) => child.error === undefined))
    .map((run) => `${run.jobId} ${run.status}: ${run.error?.message ?? ""}`)
    .join("\n");
}

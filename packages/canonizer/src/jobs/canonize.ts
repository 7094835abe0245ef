import type { JobType } from "@lorchestra/jobs";
import { createRegistry, type Registry } from "../registry/registry.ts";
import { canonizeStage } from "./canonize-stage.ts";
import { checkReferences, checkSuffixes } from "./check-config.ts";
import { type CanonizeConfig, configSchema } from "./config.ts";
import { validateStage } from "./validate-stage.ts";

let builtIn: Registry | undefined;

function registry(): Registry {
  builtIn ??= createRegistry();
  return builtIn;
}

/** Turns raw objects into canonical ones, or checks them only. */
export const canonize: JobType<CanonizeConfig> = {
  name: "canonize",
  description:
    "Turns raw objects into canonical ones with a transform, checked at both ends; or only checks them.",
  configSchema,
  validateConfig: (config, jobId) =>
    checkReferences(config, registry()).map((problem) => ({ job: jobId, ...problem })),
  validateTogether: checkSuffixes,
  async execute(context) {
    const { transform } = context.config;
    if (transform.mode === "full") await canonizeStage(context, transform, registry());
    else await validateStage(context, transform, registry());
    return undefined;
  },
};

export { type PipelineConfig, pipeline } from "./pipeline.ts";

import type { JobProject } from "../contract/context.ts";
import type { Discovery } from "../discovery/discover-jobs.ts";
import { resolveAllReferences } from "../project/environment.ts";
import { type Project, projectPath, projectStream } from "../project/project.ts";

/** What jobs see of a project. */
export function jobProject(project: Project, importModule: Discovery["importPackage"]): JobProject {
  return {
    root: project.root,
    stream: (name) => projectStream(project, name),
    resolveReferences: (value, where) =>
      resolveAllReferences(value, { environment: project.environment, where }),
    path: (name) => projectPath(project, name),
    importModule,
  };
}

import type { ViewDefinition } from "@lorchestra/warehouse";

/** A view together with what its SQLite copy needs. */
export interface Projection extends ViewDefinition {
  /** Indexes of the copy; each is a list of columns. */
  readonly indexes: readonly (readonly string[])[];
}

/**
 * Which question of a form answers which item of which measure, in the shape of its JSON file. Bindings with one
 * `form_id` are versions of one another; a changed form needs a new version.
 */
export interface Binding {
  /** The form by the project's own name, for example `intake_01`; what a job spec names. */
  readonly form_id: string;
  /**
   * Ids by which sources know the form (Google's `1FAIpQLS...`), where they are not `form_id`. A submission belongs to
   * the binding when its form id is one of these or `form_id`.
   */
  readonly source_form_ids?: readonly string[];
  readonly binding_id: string;
  /** `1.0.0`; versions compare as numbers. */
  readonly version: string;
  readonly sections: readonly BindingSection[];
}

/** The items of one measure in the form. */
export interface BindingSection {
  readonly measure_id: string;
  readonly measure_version: string;
  readonly bindings: readonly ItemBinding[];
  /** Items that the form leaves out on purpose; they count as missing. */
  readonly omitted?: readonly string[];
}

/** Where one item's answer stands. */
export interface ItemBinding {
  readonly item_id: string;
  /**
   * - `field_key`: `value` is the question's id. It survives a moved question; use it where there is a choice.
   * - `position`: `value` is the 1-based place of the question in the form, counted over all its questions.
   */
  readonly by: string;
  readonly value: string | number;
}

/** Whether a submission with this form id is one of the binding's form. */
export function isOfForm(binding: Binding, formId: string): boolean {
  return formId === binding.form_id || (binding.source_form_ids ?? []).includes(formId);
}

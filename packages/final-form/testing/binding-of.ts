import type { Binding, BindingSection, ItemBinding } from "../src/binding.ts";
import type { Measure } from "../src/measure.ts";

/** A section that binds every item of a measure; by default to the question whose id is `q_<item id>`. */
export function sectionOf(
  measure: Measure,
  place: (itemId: string, index: number) => Omit<ItemBinding, "item_id"> = (itemId) => ({
    by: "field_key",
    value: `q_${itemId}`,
  }),
): BindingSection {
  return {
    measure_id: measure.measure_id,
    measure_version: measure.version,
    bindings: measure.items.map((item, index) => ({ item_id: item.id, ...place(item.id, index) })),
  };
}

/** A binding of these sections for the form `intake_01`. */
export function bindingOf(...sections: readonly BindingSection[]): Binding {
  return {
    form_id: "intake_01",
    source_form_ids: ["1FAIpQLS-example"],
    binding_id: "intake_01",
    version: "1.0.0",
    sections,
  };
}

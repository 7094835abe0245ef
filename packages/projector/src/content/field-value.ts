/** A value that a template or front matter can hold. */
export type FieldValue =
  | string
  | number
  | boolean
  | null
  | readonly FieldValue[]
  | { readonly [key: string]: FieldValue };

/** A row as templates see it: field name -> value. A null is an empty text. */
export type Fields = { readonly [name: string]: FieldValue };

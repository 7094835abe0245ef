export {
  defineTap,
  type Json,
  type JsonObject,
  type JsonSchema,
  type Message,
  type ReadContext,
  type Stream,
  type Tap,
} from "./stream.ts";

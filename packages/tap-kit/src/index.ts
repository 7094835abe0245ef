export {
  ForeignOriginError,
  HttpStatusError,
  JsonTextError,
  NetworkError,
  PageLoopError,
  RateLimitedError,
  ResponseError,
  SignInError,
  SingerOutputError,
  SingerUsageError,
  TapConfigError,
  type TapConfigProblem,
  TapError,
  UnknownStreamError,
} from "./errors.ts";
export type { Query } from "./http/address.ts";
export { createHttpClient, type HttpClient, type HttpClientOptions } from "./http/client.ts";
export type { Authorize } from "./http/credentials.ts";
export type { RetryOptions } from "./http/retry.ts";
export { asObject, ownProperty } from "./json-object.ts";
export { parseJson } from "./json-text.ts";
export { openStream } from "./open-stream.ts";
export { type Page, paginate } from "./paginate.ts";
export { runSinger, type SingerProcess, singerMain } from "./singer/main.ts";
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

import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { MiddlewareHandler } from "hono";
import { isJsonObject, type JsonObject } from "../json.ts";
import { emptiedPage, htmlAnswer, repeatedPage, sendBadly, statusAnswer } from "./answer.ts";
import type { FaultScript } from "./fault.ts";

/** Meets requests with the faults of the script; without one it stands aside. */
export function faultMiddleware(script: FaultScript): MiddlewareHandler<{ Bindings: HttpBindings }> {
  const lastPages = new Map<string, JsonObject>();
  const jsonOf = async (response: Response): Promise<unknown> => {
    const type = response.headers.get("content-type") ?? "";
    return response.status === 200 && type.includes("json") ? await response.clone().json() : undefined;
  };
  return async (c, next) => {
    const url = new URL(c.req.url);
    const fault = script.take(url.pathname);
    if (fault?.kind === "status") return statusAnswer(url.pathname, fault);
    if (fault?.kind === "html") return htmlAnswer();
    if (fault?.kind === "silence") return RESPONSE_ALREADY_SENT;
    await next();
    const body = await jsonOf(c.res);
    if (fault?.kind === "empty_page") {
      c.res = Response.json(emptiedPage(url, body));
    } else if (fault?.kind === "repeat_page") {
      c.res = Response.json(repeatedPage(url, body, lastPages.get(url.pathname)));
    } else if (fault !== undefined) {
      await sendBadly(c.env.outgoing, c.res, fault);
      c.res = RESPONSE_ALREADY_SENT;
    } else if (isJsonObject(body)) {
      lastPages.set(url.pathname, body);
    }
    return undefined;
  };
}

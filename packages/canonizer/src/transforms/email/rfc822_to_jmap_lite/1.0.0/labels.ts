import type { JsonObject } from "../../../../json.ts";

/** What the mailbox's labels say of a message. Google Takeout writes `Drafts` where the Gmail API says `DRAFT`. */
export function keywordsOf(labels: readonly string[]): JsonObject {
  return {
    $seen: !has(labels, "unread"),
    $flagged: has(labels, "starred"),
    $draft: has(labels, "draft") || has(labels, "drafts"),
  };
}

/** The mailbox's word, else the sender's: Importance (RFC 2156), X-Priority 1 to 5. */
export function importanceOf(
  labels: readonly string[],
  header: (key: string) => string | undefined,
): "low" | "normal" | "high" {
  if (has(labels, "important")) return "high";
  const importance = header("importance")?.trim().toLowerCase();
  if (importance === "low" || importance === "high") return importance;
  const priority = /^\s*([1-5])/.exec(header("x-priority") ?? "")?.[1] ?? "3";
  if (importance === "normal" || priority === "3") return "normal";
  return priority < "3" ? "high" : "low";
}

function has(labels: readonly string[], name: string): boolean {
  return labels.some((label) => label.trim().toLowerCase() === name);
}

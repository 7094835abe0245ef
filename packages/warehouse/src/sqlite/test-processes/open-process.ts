// Opens a warehouse as somebody without the rights of root and prints what happened. Everything is imported before
// the rights go: the sources may lie in a folder that only root may read.
import { openSqliteWarehouse } from "../index.ts";

const nobody = 65534;
const [path = ""] = process.argv.slice(2);
if (process.getuid?.() === 0) {
  process.setgid?.(nobody);
  process.setuid?.(nobody);
}
try {
  const warehouse = await openSqliteWarehouse({ path });
  await warehouse.close();
  process.stdout.write("{}");
} catch (error) {
  const { code, retryable } = Object(error);
  process.stdout.write(JSON.stringify({ code, retryable }));
}

#!/usr/bin/env node
import { main } from "./main.ts";

const leftoversMs = 1000;

process.exitCode = await main(process.argv.slice(2));
// A job package may leave a timer or a socket behind that would keep the process for ever. What is still on its way
// to stdout goes out first.
setTimeout(() => process.stdout.write("", () => process.exit()), leftoversMs).unref();

#!/usr/bin/env node
import { singerMain } from "@lorchestra/tap-kit";
import { tap } from "./tap.ts";

await singerMain(tap);

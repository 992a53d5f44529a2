// The program under test: a demonstration of its own in a fresh directory, stopped by its process.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const ROOT = new URL("../..", import.meta.url).pathname;
const BUILT = process.env.CARGO_TARGET_DIR ?? join(ROOT, "target");
const PROGRAM = process.env.FADU_BIN ?? join(BUILT, "debug/fadu");
const CLOCK = "2025-06-16T09:00:00+08:00";

/** Starts the program; `url` is where it answers, `login(person)` how a person signs in. */
export async function openHouse() {
  const data = await mkdtemp(join(tmpdir(), "fadu-journeys-"));
  const args = ["demo", "--data", data, "--listen", "127.0.0.1:0", "--clock", CLOCK];
  const program = spawn(PROGRAM, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  const ready = JSON.parse(await firstLine(program));
  const logins = JSON.parse(await readFile(ready.accounts, "utf8"));
  return {
    url: ready.url,
    data,
    login: (person) => logins.find((one) => one.person === person),
    close: () => close(program, data),
  };
}

async function firstLine(program) {
  const lines = createInterface({ input: program.stdout });
  const gone = once(program, "exit").then(([code]) => {
    throw new Error(`${PROGRAM} ended with ${code} before it was ready`);
  });
  const [line] = await Promise.race([once(lines, "line"), gone]);
  return line;
}

async function close(program, data) {
  const gone = once(program, "exit");
  program.kill();
  await gone;
  await rm(data, { recursive: true });
}

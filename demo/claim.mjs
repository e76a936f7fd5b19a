import { readFileSync, rmSync, writeFileSync } from "node:fs";

/** Takes `path` for this process until it ends. @returns false while another living process has it */
export function claim(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (alive(Number(readFileSync(path, "utf8")))) return false;
    rmSync(path, { force: true });
    return claim(path);
  }
  process.on("exit", () => rmSync(path, { force: true }));
  return true;
}

function alive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

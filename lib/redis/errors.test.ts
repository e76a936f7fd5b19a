import { expect, it } from "vitest";
import { nameError } from "./errors";

const reply = (message: string) => Object.assign(new Error(message), { name: "ReplyError" });

it.each([
  ["OOM command not allowed when used memory > 'maxmemory'. script: f_1, on @user_script:1.", "source_full"],
  ["@user_script: 1: -OOM command not allowed when used memory > 'maxmemory'.", "source_full"],
  ["ERR Error running script (call to f_1): @user_script:1: @user_script: 1: -OOM command not allowed.", "source_full"],
  ["@user_script: 1: -READONLY You can't write against a read only replica.", "source_read_only"],
  ["ERR unknown command 'OOM'", "source_misconfigured"],
])("the words of Redis 5 to 8 for the same mean the same: %s", (message, code) => {
  expect(nameError(reply(message), "redis://x", true)).toMatchObject({ code });
});

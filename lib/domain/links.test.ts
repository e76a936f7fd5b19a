import { describe, expect, it } from "vitest";
import { expandLink, linkProblem } from "./links";

const facts = {
  jid: "abc",
  class: "Billing::ChargeJob",
  queue: "a/b",
  job_id: null,
  bid: null,
  error: "E",
  source: "shop",
};
const plain =
  '{"args":[42,{"user":{"id":9007199254740993,"name":"x&y=z"},"token":"[FILTERED]","none":null,"list":[1]}]}';

describe("a link out", () => {
  it("is refused unless its host is fixed and its names are known", () => {
    for (const url of [
      "javascript:alert({jid})",
      "data:text/html,{jid}",
      "//evil.example/{jid}",
      "https://{jid}.example/",
      "https://logs.example{jid}/",
      "https://user@logs.example/{jid}",
      "https://a.example\\{jid}",
      "https://logs.example/{nothing}",
      "https://logs.example/{arg}",
      "https://logs.example/{jid",
      "ftp://logs.example/",
      " https://logs.example/",
    ]) {
      expect([url, linkProblem(url)]).toEqual([url, expect.any(String)]);
    }
    for (const url of ["https://logs.example?q={jid}", "http://10.0.0.1:3000/x/{arg.0.user.id}#{class}"]) {
      expect(linkProblem(url)).toBeNull();
    }
  });

  it("carries values encoded, and is left out where one is absent, masked or no plain value", () => {
    const of = (url: string, classes?: string[], payload = plain) =>
      expandLink({ label: "x", url: `https://a.example/${url}`, classes }, facts, payload);
    expect(of("{queue}?j={jid}")).toBe("https://a.example/a%2Fb?j=abc");
    expect(of("{arg.0}/{arg.1.user.id}/{arg.user.name}/{arg.list.0}")).toBe(
      "https://a.example/42/9007199254740993/x%26y%3Dz/1",
    );
    for (const path of [
      "{arg.1.token}",
      "{arg.token}",
      "{arg.none}",
      "{arg.user}",
      "{arg.7}",
      "{bid}",
      "{arg.__proto__}",
    ]) {
      expect([path, of(path)]).toEqual([path, null]);
    }
    expect(of("{jid}", ["Billing::*"])).not.toBeNull();
    expect(of("{jid}", ["Mail*"])).toBeNull();
    expect(of("{arg.0}", undefined, "{oops")).toBeNull();
    const active =
      '{"args":[{"job_class":"A","arguments":[{"_aj_globalid":"gid://shop/Order/42"},{"to":"x","_aj_ruby2_keywords":["to"]}]}]}';
    expect(of("{arg.0}?{arg.to}", undefined, active)).toBe("https://a.example/gid%3A%2F%2Fshop%2FOrder%2F42?x");
  });
});

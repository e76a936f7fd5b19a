import { describe, expect, it } from "vitest";
import { rubyLine } from "./line";
import { rubyString, rubySymbol } from "./literal";

const aj = (args: string, wrapped = "OrderJob", queue = "mail") =>
  `{"class":"Sidekiq::ActiveJob::Wrapper","wrapped":"${wrapped}","queue":"${queue}","args":[{"job_class":"${wrapped}","arguments":${args}}]}`;

describe("a line of Ruby", () => {
  it("enqueues a job with its arguments, queue and retries", () => {
    const payload =
      '{"class":"Billing::ChargeJob","queue":"low","retry":3,"args":[9007199254740993,1.0,null,{"a":[true,"x"]}]}';
    expect(rubyLine(payload)).toBe(
      'Billing::ChargeJob.set(queue: "low", retry: 3).perform_async(9007199254740993, 1.0, nil, {"a" => [true, "x"]})',
    );
    expect(rubyLine('{"class":"A","args":[]}')).toBe('A.set(queue: "default").perform_async()');
  });

  it("never lets a name or a value become code", () => {
    expect(rubyString('#{exit} #$x #@y "\\ \u202e\n\u0000 # ü')).toBe(
      '"\\#{exit} \\#$x \\#@y \\"\\\\ \\u{202e}\\n\\u{0} # ü"',
    );
    expect(rubySymbol("a b")).toBe(':"a b"');
    expect(rubyLine('{"class":"A; system(1)","args":["#{1}"],"queue":"q\\"); exit"}')).toBe(
      'Sidekiq::Client.push("class" => "A; system(1)", "queue" => "q\\"); exit", "args" => ["\\#{1}"])',
    );
    expect(rubyLine('{"class":"A","args":[],"retry":"3); exit"}')).toBe('A.set(queue: "default").perform_async()');
    expect(rubyLine(aj("[]", "Evil; exit"))).toBeNull();
    expect(
      rubyLine(aj('["UserMailer","x; exit","deliver_now",{"args":[]}]', "ActionMailer::MailDeliveryJob")),
    ).toBeNull();
    expect(
      rubyLine(aj('[{"_aj_serialized":"ActiveJob::Serializers::ModuleSerializer","value":"A; exit"}]')),
    ).not.toMatch(/\(A; exit/);
    for (const none of ["", "[1]", '{"args":[]}', '{"class":"A","args":{}}']) expect(rubyLine(none)).toBeNull();
  });

  it("writes Active Job's values as a person would", () => {
    const args =
      '[{"_aj_globalid":"gid://shop/Order/42"},{"_aj_serialized":"ActiveJob::Serializers::SymbolSerializer","value":"eur"},' +
      '{"a":1,"b c":2,"s":3,"_aj_symbol_keys":["a","b c"]},{"_aj_serialized":"Own::MoneySerializer","cents":5},{"to":"x","_aj_ruby2_keywords":["to"]}]';
    expect(rubyLine(aj(args))).toBe(
      'OrderJob.set(queue: "mail").perform_later(GlobalID::Locator.locate("gid://shop/Order/42"), :eur, {a: 1, "b c": 2, "s" => 3}, ' +
        'ActiveJob::Arguments.deserialize([JSON.parse("{\\"_aj_serialized\\":\\"Own::MoneySerializer\\",\\"cents\\":5}")]).first, to: "x")',
    );
    const mail =
      '["UserMailer","welcome","deliver_now",{"params":{"user":1,"_aj_symbol_keys":["user"]},"args":["x"],"_aj_ruby2_keywords":["params","args"]}]';
    expect(rubyLine(aj(mail, "ActionMailer::MailDeliveryJob"))).toBe(
      'UserMailer.with({user: 1}).welcome("x").deliver_later(queue: "mail")',
    );
  });
});

import "server-only";
import { Redis } from "ioredis";

/**
 * A client that does not take a pause of this process for one of the server: when the time for a reply is over later
 * than it should be, the reply has as long again to be read as nobody looked. Only the verdict waits; nothing is sent.
 */
export class FairRedis extends Redis {
  override sendCommand(...[command, stream]: Parameters<Redis["sendCommand"]>): unknown {
    const replyMs = this.options.commandTimeout ?? 0;
    const sentAt = performance.now();
    const { reject } = command;
    command.reject = (error) => {
      if (error.message !== "Command timed out") return reject(error);
      const unseenMs = Math.min(performance.now() - sentAt - replyMs, replyMs);
      setTimeout(() => command.isSettled || reject(error), unseenMs);
    };
    return super.sendCommand(command, stream);
  }
}

import "server-only";

export interface ConfigProblem {
  readonly variable: string;
  readonly message: string;
}

/** A configuration that must not be started with. The entry prints `message`, one line a problem, and exits 78. */
export class ConfigError extends Error {
  static readonly exitCode = 78;
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(({ variable, message }) => `${variable}: ${message}`).join("\n"));
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** Gathers every problem, so that a person mends them all in one go. */
export class ConfigProblems {
  readonly #problems: ConfigProblem[] = [];

  add(variable: string, message: string): void {
    this.#problems.push({ variable, message: message.replaceAll(/[\r\n]+/g, " ") });
  }

  /** Runs `work`; what it throws becomes a problem of `variable`. */
  attempt<T>(variable: string, work: () => T, fallback: T): T {
    try {
      return work();
    } catch (error) {
      this.add(variable, error instanceof Error ? error.message : String(error));
      return fallback;
    }
  }

  /** @throws ConfigError when anything was added. */
  throwIfAny(): void {
    if (this.#problems.length > 0) throw new ConfigError(this.#problems);
  }
}

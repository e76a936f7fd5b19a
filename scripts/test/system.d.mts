export function ensureSystem(say: (line: string) => void): void;
export function chromiumPath(): string | null;

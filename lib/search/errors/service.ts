import "server-only";
import { type Principal, scopeOf } from "@/lib/auth/principal";
import { limits } from "@/lib/config/limits";
import type { ErrorDetail, ErrorGroup, ErrorList, ErrorStateKind, ErrorsEverywhere } from "@/lib/domain/error.schema";
import { groupIdKey } from "@/lib/domain/error-group";
import { asciiFold } from "@/lib/domain/filter";
import { AppError, isAppError } from "@/lib/errors/app-error";
import type { ErrorMark, ErrorRecords, ErrorSeen } from "@/lib/state/error-records";
import type { ErrorScans, Store } from "@/lib/stores/port";
import { contrastOf } from "./contrast";
import type { ErrorIndex, IndexState } from "./error-index";
import { LiveIndex } from "./live-index";
import { seenOf, stateOf, withMemory } from "./marks";
import { type GroupTally, scoresOf } from "./tally";

const GROUPS_SHOWN = 200;
const QUEUES_SHOWN = 5;
const LATEST = 25;
const REMEMBER_EVERY_MS = 60_000;

export interface ErrorsRequest {
  state: ErrorStateKind;
  /** Part of class, error class or message, whatever its case. */
  q: string | null;
  sort: "recent" | "count" | "first";
}

export interface ErrorSearch {
  list(source: string, principal: Principal, request: ErrorsRequest): Promise<ErrorList>;
  everywhere(principal: Principal, request: ErrorsRequest): Promise<ErrorsEverywhere>;
  /** @throws AppError `not_found` */
  group(source: string, principal: Principal, id: string): Promise<ErrorDetail>;
  /** Keeps what a person said of a group. @throws AppError `not_found` `read_only` `conflict` */
  mark(source: string, principal: Principal, id: string, change: Partial<ErrorMark>): Promise<void>;
  close(): void;
}

export interface ErrorSearchDeps {
  readonly ids: readonly string[];
  open(source: string, principal: Principal): Store;
  readonly system: Principal;
  /** Absent for a source that may not be written to. */
  readonly records: ReadonlyMap<string, ErrorRecords>;
}

interface Known {
  index: ErrorIndex;
  state: IndexState;
  refreshing: boolean;
  globs: readonly string[] | null;
  tallies: readonly GroupTally[];
  marks: ReadonlyMap<string, ErrorMark>;
  seen: ReadonlyMap<string, ErrorSeen>;
  deploy: ErrorList["deploy"];
}

/** Groups of failures, cut to what a caller sees, with what people said of them. */
export function createErrorSearch({ ids, open, system, records }: ErrorSearchDeps): ErrorSearch {
  const indexes = new Map(
    ids.map((id) => [id, { live: new LiveIndex(() => errorsOf(open(id, system), id)), rememberedAt: 0 }]),
  );

  async function know(source: string, principal: Principal): Promise<Known> {
    const own = indexes.get(source);
    const globs = scopeOf(principal, source);
    if (!own || globs === "none") throw new AppError("source_unknown", { source });
    const scans = errorsOf(open(source, principal), source);
    const { index, state, refreshing } = await own.live.current();
    const kept = records.get(source);
    const [marks, seen, deploy] = await Promise.all([
      kept?.marks() ?? new Map<string, ErrorMark>(),
      globs === null && kept ? kept.seen() : new Map<string, ErrorSeen>(),
      scans.lastDeploy(state.nowMs || Date.now()),
    ]);
    const counted = own.live.tallies(index, state, globs);
    const tallies = counted.map((group) => withMemory(group, seen.get(idOf(index, group)), state.nowMs));
    if (kept && globs === null && state.complete && Date.now() - own.rememberedAt > REMEMBER_EVERY_MS) {
      own.rememberedAt = Date.now();
      const latest = [...tallies].sort((a, b) => b.lastSec - a.lastSec).slice(0, limits.errorRecords);
      const rows = new Map(latest.map((group) => [idOf(index, group), seenOf(group, state.nowMs)]));
      kept.remember(rows).catch(() => {});
    }
    return { index, state, refreshing, globs, tallies, marks, seen, deploy };
  }

  async function list(source: string, principal: Principal, request: ErrorsRequest): Promise<ErrorList> {
    const known = await know(source, principal);
    const { state, deploy } = known;
    const states = { open: 0, resolved: 0, ignored: 0 };
    const failures = { retry: 0, dead: 0, scheduled: 0 };
    const chosen: ErrorGroup[] = [];
    for (const counted of known.tallies) {
      for (const set of ["retry", "dead", "scheduled"] as const) failures[set] += counted.counts[set];
      const group = toGroup(source, known, counted);
      states[group.state.kind]++;
      if (group.state.kind === request.state && matches(group, request.q)) chosen.push(group);
    }
    chosen.sort(order(request.sort));
    return {
      groups: chosen.slice(0, GROUPS_SHOWN),
      total: chosen.length,
      states,
      failures,
      coverage: coverageOf(known),
      deploy,
      nowMs: state.nowMs,
    };
  }

  return {
    list,
    async everywhere(principal, request) {
      const visible = ids.filter((id) => scopeOf(principal, id) !== "none");
      const answers = await Promise.allSettled(visible.map((id) => list(id, principal, request)));
      const groups: ErrorGroup[] = [];
      let [total, nowMs] = [0, 0];
      const sources = answers.map((answer, at) => {
        const source = visible[at] ?? "";
        if (answer.status === "rejected") {
          const { reason } = answer;
          return { source, coverage: null, error: isAppError(reason) ? reason.code : "internal" };
        }
        groups.push(...answer.value.groups);
        total += answer.value.total;
        nowMs = Math.max(nowMs, answer.value.nowMs);
        return { source, coverage: answer.value.coverage, error: null };
      });
      groups.sort(order(request.sort));
      return { groups: groups.slice(0, GROUPS_SHOWN), total, sources, nowMs: nowMs || Date.now() };
    },
    async group(source, principal, id) {
      const known = await know(source, principal);
      const { index, state, globs, deploy } = known;
      const counted = find(known, id);
      const group = toGroup(source, known, counted);
      const scans = errorsOf(open(source, principal), source);
      const scores = scoresOf(index, state, counted.number, globs, limits.errorCompared);
      const rows = [];
      for (const set of ["dead", "retry", "scheduled"] as const) {
        const own = scores.filter((each) => each.set === set).map(({ score }) => score);
        if (own.length > 0) rows.push(...(await scans.rows(set, own, index.groups[counted.number]?.key ?? 0)));
      }
      rows.sort((a, b) => failedMs(b.entry) - failedMs(a.entry));
      const waiting = await scans.waiting(
        group.class,
        counted.queues.slice(0, QUEUES_SHOWN).map(({ name }) => name),
        limits.errorCompared,
      );
      const failing = rows.slice(0, limits.errorCompared).map(({ compared }) => compared);
      return {
        group,
        coverage: coverageOf(known),
        deploy,
        latest: rows.slice(0, LATEST).map(({ entry }) => entry),
        contrast: contrastOf(failing, waiting.jobs, group.id, state.nowMs),
        nowMs: state.nowMs,
      };
    },
    async mark(source, principal, id, change) {
      const known = await know(source, principal);
      find(known, id);
      const kept = records.get(source);
      if (!kept) throw new AppError("read_only", { source });
      const now = { by: principal.name, atMs: known.state.nowMs };
      const before = known.marks.get(id) ?? { kind: "open", untilMs: null, note: "", runbook: "", ...now };
      // Whether it failed since it was resolved is told by when that was, whatever is noted later.
      const stays = change.kind === undefined && before.kind === "resolved";
      const mark: ErrorMark = { ...before, ...(stays ? null : now), ...change };
      if (!(await kept.mark(id, mark))) throw new AppError("conflict", { limit: limits.errorRecords });
    },
    close() {
      for (const { live } of indexes.values()) live.close();
    },
  };
}

function errorsOf(store: Store, source: string): ErrorScans {
  if (!store.errors) throw new AppError("unsupported_operation", { source });
  return store.errors;
}

const idOf = (index: ErrorIndex, { number }: GroupTally) => index.groups[number]?.id ?? "";
const failedMs = (entry: ErrorDetail["latest"][number]) =>
  entry.retriedAtMs ?? entry.failedAtMs ?? entry.createdAtMs ?? 0;

function find({ index, tallies }: Known, id: string): GroupTally {
  const key = groupIdKey(id);
  const number = key === null ? undefined : index.numberOf(key);
  const counted = tallies.find((group) => group.number === number);
  if (!counted) throw new AppError("not_found", { error: id });
  return counted;
}

function toGroup(source: string, { index, state, marks, deploy }: Known, counted: GroupTally): ErrorGroup {
  const { name } = index.groups[counted.number] ?? { name: { class: null, errorClass: null, message: null } };
  const id = idOf(index, counted);
  const firstSeenMs = counted.firstSec === 0 ? null : counted.firstSec * 1_000;
  const lastSeenMs = counted.lastSec === 0 ? null : counted.lastSec * 1_000;
  return {
    id,
    source,
    ...name,
    counts: counted.counts,
    total: counted.total,
    firstSeenMs,
    lastSeenMs,
    trend: counted.trend,
    newSinceDeploy: deploy !== null && firstSeenMs !== null && firstSeenMs >= deploy.atMs,
    queues: counted.queues.slice(0, QUEUES_SHOWN),
    queuesTotal: counted.queues.length,
    state: stateOf(marks.get(id), lastSeenMs, state.nowMs),
  };
}

function matches(group: ErrorGroup, q: string | null): boolean {
  if (q === null) return true;
  const needle = asciiFold(q);
  return [group.class, group.errorClass, group.message].some(
    (text) => text !== null && asciiFold(text).includes(needle),
  );
}

function order(sort: ErrorsRequest["sort"]) {
  const lastHour = (group: ErrorGroup) => (group.trend.at(-1) ?? 0) + (group.trend.at(-2) ?? 0);
  return (a: ErrorGroup, b: ErrorGroup) => {
    const first =
      sort === "count"
        ? b.total - a.total
        : sort === "first"
          ? (b.firstSeenMs ?? 0) - (a.firstSeenMs ?? 0)
          : lastHour(b) - lastHour(a) || (b.lastSeenMs ?? 0) - (a.lastSeenMs ?? 0);
    return first || b.total - a.total || (a.id < b.id ? -1 : 1);
  };
}

/** Sizes tell of the whole source, so a caller who sees some queues hears of what they see alone. */
function coverageOf({ index, state, refreshing, globs, tallies }: Known): ErrorList["coverage"] {
  const read = state.chunks.reduce((sum, chunk) => sum + chunk.entries, 0);
  const entries = state.sizes.dead + state.sizes.retry + state.sizes.scheduled;
  const seen = tallies.reduce((sum, group) => sum + group.total, 0);
  const oldestMs = state.chunks.reduce<number | null>(
    (oldest, chunk) => (oldest === null ? chunk.readAtMs : Math.min(oldest, chunk.readAtMs)),
    null,
  );
  return {
    complete: state.complete,
    refreshing,
    read: globs === null ? read : seen,
    entries: globs === null ? Math.max(read, entries) : seen,
    atMs: state.nowMs,
    oldestMs,
    changed: globs === null ? state.changedEntries : 0,
    unreadable: [...state.unreadable],
    tooMany: index.groups.length > limits.errorGroupsMax,
  };
}

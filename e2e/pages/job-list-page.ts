import type { Page } from "@playwright/test";

export type ListName = "retries" | "scheduled" | "dead" | `queues/${string}`;

/** A list of jobs: dead, retries, scheduled, or one queue. */
export class JobListPage {
  readonly page: Page;
  readonly source: string;
  readonly list: ListName;
  constructor(page: Page, source: string, list: ListName) {
    this.page = page;
    this.source = source;
    this.list = list;
  }

  async open(): Promise<void> {
    await this.page.goto(`s/${this.source}/${this.list}`);
  }

  get filter() {
    return this.page.getByRole("combobox", { name: "Filter jobs" });
  }
  row(text: string) {
    return this.page.getByRole("row").filter({ hasText: text });
  }
  tick(text: string) {
    return this.row(text).getByRole("checkbox").check();
  }
  verb(name: string) {
    return this.page.getByRole("button", { name });
  }
  toast(text: string | RegExp) {
    return this.page.getByRole("dialog").or(this.page.getByRole("alertdialog")).filter({ hasText: text });
  }

  /** The classes of the rows, from top to bottom. */
  async jobNames(): Promise<string[]> {
    return (await this.page.locator("tbody tr[data-row] td a").allTextContents()).filter((text) => /Job/.test(text));
  }
}

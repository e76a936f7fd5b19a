import type { Page } from "@playwright/test";

/** The question before acting on a whole set, reached from the list's "All n" menu. */
export class OperationDialog {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async ask(verb: string): Promise<void> {
    await this.page.getByRole("button", { name: /^All [\d,]+/ }).click();
    await this.page.getByRole("menuitem", { name: new RegExp(`^${verb} all`) }).click();
  }
  get root() {
    return this.page.getByRole("dialog");
  }
  get counting() {
    return this.root.getByRole("status").getByText("Counting exactly what this touches");
  }
  /** The number and its time. */
  get frozen() {
    return this.root.getByText(/^[\d,]+ jobs?, counted/);
  }
  get typed() {
    return this.root.getByRole("textbox", { name: /^Type / });
  }
  get reason() {
    return this.root.getByRole("textbox", { name: /^Why/ });
  }
  confirm(label: string) {
    return this.root.getByRole("button", { name: label });
  }
}

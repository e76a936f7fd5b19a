import type { Page } from "@playwright/test";

/** The sign-in page as a person uses it. */
export class SignInPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  get name() {
    return this.page.getByRole("textbox", { name: "User" });
  }
  get password() {
    return this.page.getByLabel("Password");
  }
  get submit() {
    return this.page.getByRole("button", { name: "Sign in" });
  }
  get problem() {
    return this.page.getByText("User and password do not match");
  }

  async open(): Promise<void> {
    await this.page.goto("login");
  }

  async signIn(name: string, password: string): Promise<void> {
    await this.name.fill(name);
    await this.password.fill(password);
    await this.submit.click();
  }
}

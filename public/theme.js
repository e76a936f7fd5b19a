// Sets theme and rail before the first paint. Runs before anything else and depends on nothing.
(() => {
  const root = document.documentElement;
  let theme = null;
  try {
    theme = localStorage.getItem("signalbox.theme");
    root.dataset.rail = localStorage.getItem("signalbox.rail") === "narrow" ? "narrow" : "wide";
  } catch {
    root.dataset.rail = "wide";
  }
  const dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.theme = dark ? "dark" : "light";
})();

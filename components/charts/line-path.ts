/** An SVG path through `values`, oldest left, zero at the bottom; a null breaks the line. */
export function linePath(
  values: readonly (number | null)[],
  { width, height, top }: { width: number; height: number; top: number },
): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  let path = "";
  let pen = "M";
  values.forEach((value, index) => {
    if (value === null) {
      pen = "M";
      return;
    }
    const y = height - (Math.max(0, value) / top) * height;
    path += `${pen}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
    pen = "L";
  });
  return path;
}

/** What a chart leaves free at its left for the scale and at its right for half a label; others line up with it. */
export const PLOT_LEFT_PX = 48;
export const PLOT_RIGHT_PX = 16;

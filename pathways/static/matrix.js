/* The matrix by keyboard. Its parts know each other, so none may be loaded under a second address. */
import "./matrix_grid.js";
import "./matrix_keys.js";
import "./matrix_mouse.js";

/**
 * The Python side: runs once after loading and gives back `run`, which runs one script and answers
 * with its outcome, the text that belongs to it, and what was printed.
 * Before that it takes away the modules by which Python reaches the JavaScript around it.
 */
export const pythonHarness = String.raw`
import io, json, os, random, sys

class Printed(io.TextIOBase):
    """What a script prints: as much as a log may hold."""
    def __init__(self, most):
        self.parts, self.room = [], most
    def writable(self):
        return True
    def write(self, text):
        if self.room > 0:
            self.parts.append(text[:self.room])
            if len(text) > self.room:
                self.parts.append("\n… more was printed than a log holds")
        self.room -= len(text)
        return len(text)

def line_of(error):
    line = None
    if isinstance(error, SyntaxError) and error.filename == "script.py":
        line = error.lineno
    frame = error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == "script.py":
            line = frame.tb_lineno
        frame = frame.tb_next
    return line

def describe(error):
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
    except BaseException:
        text = ""
    name = type(error).__name__
    words = f"{name}: {text[:2000]}" if text else name
    line = line_of(error)
    return words if line is None else f"Line {line}: {words}"

def run(source, text, most_output, most_printed):
    printed = Printed(most_printed)
    before = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = printed
    def answer(kind, text):
        return kind, text, "".join(printed.parts)
    kind = "raised"
    try:
        names = {"__name__": "script", "__builtins__": __builtins__}
        exec(compile(source, "script.py", "exec", dont_inherit=True), names)
        main = names.get("main")
        if not callable(main):
            return answer("raised", "The script must define main(input).")
        value = main(json.loads(text))
        kind = "result"
        if hasattr(value, "__await__"):
            return answer(kind, "main must not be async: it must give back a value.")
        output = json.dumps(value, allow_nan=False)
        if len(output) > most_output:
            return answer(kind, f"What main gives back is larger than {most_output // 1000000} MB.")
        return answer("done", output)
    except MemoryError:
        return answer("memory", "")
    except BaseException as error:
        if kind == "result":
            return answer(kind, f"What main gives back cannot be written as JSON: {describe(error)}")
        return answer(kind, describe(error))
    finally:
        sys.stdout, sys.stderr = before

def install(folder, wheels):
    import importlib, zipfile
    for wheel in wheels.split():
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
        os.remove(wheel)
    importlib.invalidate_caches()

def hide():
    doors = ("js", "pyodide", "pyodide_js", "_pyodide", "_pyodide_core", "ctypes", "_ctypes")
    for name in list(sys.modules):
        if name.split(".")[0] in doors:
            del sys.modules[name]
    for name in doors:
        sys.modules[name] = None
    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "JsFinder"]
    sys.executable = sys.argv[0] = ""

# a snapshot has the same random state for everybody
random.seed()
hide()
`;

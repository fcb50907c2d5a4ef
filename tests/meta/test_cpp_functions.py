from cpp_functions import blank_noise, function_bodies


def heads(text: str) -> list[str]:
    return [body.head for body in function_bodies(text)]


def test_finds_free_and_member_functions_and_their_lengths():
    text = (
        "namespace a {\nint f(int x) {\n  if (x) { return 1; }\n  return 0;\n}\n"
        "struct S {\n  int g() const { return 1; }\n};\n}\n"
    )
    bodies = function_bodies(text)
    assert [(b.head, b.line, b.lines) for b in bodies] == [("int f(int x)", 2, 4), ("int g() const", 7, 1)]


def test_member_initialisers_and_values_are_not_functions():
    text = "struct S {\n  S(int a) : x_{a}, y_(a) {\n  }\n  int x_{0};\n  std::array<int, 2> v = {1, 2};\n};\n"
    assert [b.lines for b in function_bodies(text)] == [2]
    assert len(heads("static const std::map<int, int> m = {{1, 2}};\n")) == 0


def test_templates_test_macros_and_trailing_return_types():
    text = "template <class T>\nauto f(T t) -> std::pair<int, int> {\n  return {1, 2};\n}\nTEST(A, B) {\n}\n"
    assert [b.lines for b in function_bodies(text)] == [4, 2]


def test_a_struct_template_with_parentheses_in_a_requires_clause_is_a_scope():
    assert len(heads("template <class T>\nstruct S {\n void f() {\n }\n void g() {\n }\n};\n")) == 2


def test_braces_in_literals_and_comments_do_not_count():
    text = "void f() {\n  const char* s = \"}{\";  // }\n  char c = '{';\n  long n = 1'000;\n}\nvoid g() {}\n"
    assert [b.lines for b in function_bodies(text)] == [5, 1]
    assert blank_noise("a /* x\ny */ b") == "a     \n     b"

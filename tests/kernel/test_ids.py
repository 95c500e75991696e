from hypothesis import given
from hypothesis import strategies as st

from rempart.kernel import ids

references = st.builds(
    ids.new_reference, st.sampled_from(["GAO", "KID", "MOP"]), st.integers(2000, 2099)
)


@given(references)
def test_a_reference_reads_back_however_it_is_typed(reference: str) -> None:
    assert ids.read_reference(reference) == reference
    assert ids.read_reference(f"  {reference.lower()} ") == reference
    assert ids.read_reference(reference.replace("-", " – ")) == reference
    head, tail = reference[:7], reference[7:]
    assert (
        ids.read_reference(head + tail[:-1].replace("0", "O").replace("1", "l") + tail[-1])
        == reference
    )


@given(references, st.integers(7, 11), st.sampled_from(ids.ALPHABET))
def test_one_wrong_character_is_nearly_always_caught(
    reference: str, place: int, wrong: str
) -> None:
    typed = reference[:place] + wrong + reference[place + 1 :]
    found = ids.read_reference(typed)
    caught = typed == reference or found is None
    same_remainder = (ids.ALPHABET.index(wrong) - ids.ALPHABET.index(reference[place])) % 31 == 0
    assert caught or same_remainder


@given(references, st.integers(7, 10))
def test_two_swapped_characters_are_caught(reference: str, place: int) -> None:
    a, b = reference[place], reference[place + 1]
    swapped = reference[:place] + b + a + reference[place + 2 :]
    found = ids.read_reference(swapped)
    alike = (ids.ALPHABET.index(a) - ids.ALPHABET.index(b)) % 31 == 0
    assert a == b or found is None or alike


def test_keys_are_in_the_order_of_their_making() -> None:
    made = [ids.new_id() for _ in range(1000)]
    assert made == sorted(made)
    assert len(set(made)) == 1000

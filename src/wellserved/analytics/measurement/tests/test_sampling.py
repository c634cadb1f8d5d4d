"""Design weights and raking against what the R survey package and MASS print."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wellserved.analytics.measurement import Design, NoSuchRakingError, raked

# T. Lumley, package survey, vignette "A survey analysis example" and help pages; data(api).
TYPES = {"E": 4421, "H": 755, "M": 1018}
SCHOOL_WIDE = {"No": 1072, "Yes": 5122}


@pytest.fixture(scope="module")
def schools(test_data: Path) -> dict[str, pd.DataFrame]:
    names = ("apisrs", "apistrat", "apiclus1")
    return {name: pd.read_csv(test_data / "survey_reference" / f"{name}.csv") for name in names}


def clusters(table: pd.DataFrame, **more: object) -> Design:
    given = {"weights": table["pw"].to_numpy(), **more}
    return Design(clusters=table["dnum"].to_numpy(), population=table["fpc"].to_numpy(float), **given)  # type: ignore[arg-type]


def test_a_cluster_sample_has_the_values_printed_in_the_vignette(schools: dict[str, pd.DataFrame]) -> None:
    """svymean(~api00), svytotal(~stype), svytotal(~enroll), svyratio(~api.stu, ~enroll) of dclus1."""
    table = schools["apiclus1"]
    design = clusters(table)
    mean = design.mean(table["api00"].to_numpy(float))
    assert (f"{mean.value:.2f}", f"{mean.standard_error:.3f}", mean.n) == ("644.17", "23.542", 183)
    totals = [design.total((table["stype"] == kind).to_numpy(float)) for kind in "EHM"]
    printed = [("4873.97", "1333.32"), ("473.86", "158.70"), ("846.17", "167.55")]
    assert [(f"{one.value:.2f}", f"{one.standard_error:.2f}") for one in totals] == printed
    enrolled = design.total(table["enroll"].to_numpy(float))
    assert (round(enrolled.value), round(enrolled.standard_error)) == (3404940, 932235)
    ratio = design.ratio(table["api.stu"].to_numpy(float), table["enroll"].to_numpy(float))
    assert (f"{ratio.value:.7f}", f"{ratio.standard_error:.9f}") == ("0.8497087", "0.008386297")


def test_the_interval_of_a_cluster_sample_uses_the_designs_degrees_of_freedom(
    schools: dict[str, pd.DataFrame],
) -> None:
    """confint(svymean(~api00, dclus1), df = degf(dclus1)): 593.6763 to 694.6625 on 14 degrees of freedom."""
    found = clusters(schools["apiclus1"]).mean(schools["apiclus1"]["api00"].to_numpy(float))
    assert (f"{found.low:.4f}", f"{found.high:.4f}", found.df) == ("593.6763", "694.6625", 14)


def test_simple_and_stratified_samples_have_the_printed_values(schools: dict[str, pd.DataFrame]) -> None:
    """svymean(~api00) and svytotal(~enroll) of dsrs and dstrat."""
    simple, stratified = schools["apisrs"], schools["apistrat"]
    one = Design(weights=simple["pw"].to_numpy(), population=simple["fpc"].to_numpy(float))
    other = Design(
        weights=stratified["pw"].to_numpy(),
        strata=stratified["stype"].to_numpy(),
        population=stratified["fpc"].to_numpy(float),
    )
    found = [one.mean(simple["api00"].to_numpy(float)), other.mean(stratified["api00"].to_numpy(float))]
    assert [(f"{x.value:.2f}", f"{x.standard_error:.4f}") for x in found] == [
        ("656.58", "9.2497"),
        ("662.29", "9.4089"),
    ]
    totals = [one.total(simple["enroll"].to_numpy(float)), other.total(stratified["enroll"].to_numpy(float))]
    assert f"{totals[0].value:.2f} {totals[0].standard_error:.2f}" == "3621074.34 169519.65"
    assert (round(totals[1].value), round(totals[1].standard_error)) == (3687178, 114642)


def test_raking_and_its_errors_are_those_of_surveys_calibrate(schools: dict[str, pd.DataFrame]) -> None:
    """tests/rakecheck.Rout.save of the package: dclus1g, calibrated by raking to school type and school-wide growth."""
    table = schools["apiclus1"]
    margins = (table["stype"].to_numpy(str), table["sch.wide"].to_numpy(str))
    drawn = table["pw"].to_numpy()
    weights = raked(drawn, margins, [TYPES, SCHOOL_WIDE])
    design = clusters(table, weights=weights, margins=margins, drawn=drawn)
    mean, total = design.mean(table["api00"].to_numpy(float)), design.total(table["enroll"].to_numpy(float))
    assert (f"{mean.value:.2f}", f"{mean.standard_error:.3f}") == ("641.23", "23.704")
    assert (round(total.value), round(total.standard_error)) == (3647280, 400603)
    known = design.total((table["stype"] == "E").to_numpy(float))
    assert known.value == pytest.approx(4421)
    assert known.standard_error == pytest.approx(0, abs=1e-6), "what the frame says is not uncertain"


def test_raking_a_table_of_counts_fits_the_loglinear_models_that_mass_printed(test_data: Path) -> None:
    """W. N. Venables and B. D. Ripley, "Modern Applied Statistics with S" (2002), section 7.3, housing.

    The residual deviance of house.glm0 is 217.46, and with Sat:(Infl + Type + Cont) 38.66: raking a table of ones to a
    model's margins gives its fitted counts (Deming and Stephan 1940).
    """
    housing = pd.read_csv(test_data / "survey_reference" / "mass_housing.csv")
    count = housing["Freq"].to_numpy(float)

    def deviance(*models: tuple[str, ...]) -> str:
        margins = [housing[list(names)].agg("/".join, axis=1).to_numpy(str) for names in models]
        frame = [housing["Freq"].groupby(one).sum().to_dict() for one in margins]
        fitted = raked(np.ones(len(housing)), margins, frame)
        return f"{2 * (count * np.log(count / fitted)).sum():.2f}"

    rest = ("Infl", "Type", "Cont")
    assert deviance(rest, ("Sat",)) == "217.46"
    assert deviance(rest, *(("Sat", one) for one in rest)) == "38.66"


def test_a_frame_that_contradicts_itself_or_the_sample_is_refused_with_its_place() -> None:
    ages, places = np.array(["old", "young", "old"]), np.array(["north", "north", "south"])
    with pytest.raises(NoSuchRakingError, match="Margin 1: 'middle' stands in the frame only"):
        raked(np.ones(3), [ages], [{"old": 4, "young": 5, "middle": 1}])
    with pytest.raises(NoSuchRakingError, match="Margin 1: 'young' stands in the sample only"):
        raked(np.ones(3), [ages], [{"old": 4}])
    with pytest.raises(NoSuchRakingError, match="different totals"):
        raked(np.ones(3), [ages, places], [{"old": 4, "young": 5}, {"north": 4, "south": 4}])


def test_totals_that_no_weights_have_come_to_an_end_with_a_sentence() -> None:
    one, other = np.array(["a", "b"]), np.array(["x", "y"])
    with pytest.raises(NoSuchRakingError, match="came to no end"):
        raked(np.ones(2), [one, other], [{"a": 1, "b": 3}, {"x": 3, "y": 1}])


def test_a_stratum_of_one_cluster_is_refused() -> None:
    with pytest.raises(ValueError, match="single cluster"):
        Design(weights=np.ones(3), strata=np.array([1, 1, 2])).mean(np.array([1.0, 2.0, 3.0]))

import pytest
pytestmark = pytest.mark.build
def test_x(stager, tmp_path):
    from conftest import SHARED_DATA
    s = stager.stage(SHARED_DATA / "field/goods_and_not.csv")
    print(s.rows("select item, kind, amount from staging.not_sales order by source_row"))
    print(s.sales())
    s.check_that_nothing_is_lost()
    s = stager.stage(SHARED_DATA / "field/returns.csv")
    print(s.rows("from staging.not_sales order by source_row"))
    print(s.rows("select item_name, taken_back_on from staging.stg_sales order by source_row"))
    s.check_that_nothing_is_lost()
